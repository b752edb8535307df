namespace Spico.Gateway.Protocols.TextLine;

/// <summary>A line somebody typed: a verb in any case, and the rest.</summary>
/// <param name="Verb">In capitals.</param>
/// <param name="Rest">What follows the first blank, blanks around it aside.</param>
internal readonly record struct TextLineCommand(string Verb, string Rest)
{
    public static TextLineCommand Parse(string line)
    {
        string trimmed = line.Trim();
        int blank = trimmed.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0
            ? new TextLineCommand(trimmed.ToUpperInvariant(), "")
            : new TextLineCommand(trimmed[..blank].ToUpperInvariant(), trimmed[(blank + 1)..].Trim());
    }
}
