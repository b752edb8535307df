using System.Globalization;
using System.Text;

namespace Spico.Silo.Files;

/// <summary>
/// Makes a name safe to show and to save under. Nothing of it ever becomes part of a path here: files lie under ids.
/// </summary>
internal static class FileNames
{
    /// <summary>Characters of a name.</summary>
    public const int LengthMax = 255;

    private const int ExtensionLengthMax = 10;
    private const int StemLengthMax = 150;
    private const string Reserved = "<>:\"|?*/\\";
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    /// <summary>The name without folders, controls, changes of direction, and what systems reserve.</summary>
    public static string Clean(string name)
    {
        // The last part, wherever the client's system puts its separators.
        string last = name.Split('/', '\\')[^1];
        var clean = new StringBuilder(last.Length);
        foreach (Rune rune in last.EnumerateRunes().Where(IsVisible))
        {
            clean.Append(Reserved.Contains(rune.ToString(), StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        string trimmed = clean.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.', '\u00A0');
        string extension = ExtensionOf(trimmed);
        string stem = trimmed[..^(extension.Length == 0 ? 0 : extension.Length + 1)].TrimEnd(' ', '.');
        stem = Shorten(stem);
        if (stem.Length == 0)
        {
            stem = "file";
        }
        else if (IsDevice(stem.Split('.')[0]))
        {
            stem = "_" + stem;
        }

        return extension.Length == 0 ? stem : $"{stem}.{extension}";
    }

    /// <summary>What follows the last dot, in lower case; empty when that is no extension.</summary>
    public static string ExtensionOf(string name)
    {
        int dot = name.LastIndexOf('.');
        string extension = dot < 0 ? string.Empty : name[(dot + 1)..].ToLowerInvariant();
        return extension.Length <= ExtensionLengthMax && extension.All(char.IsAsciiLetterOrDigit)
            ? extension
            : string.Empty;
    }

    /// <summary>The name with another extension.</summary>
    public static string WithExtension(string name, string extension)
    {
        string present = ExtensionOf(name);
        string stem = present.Length == 0 ? name : name[..^(present.Length + 1)];
        return $"{stem}.{extension}";
    }

    private static string Shorten(string stem) => stem.Length <= StemLengthMax
        ? stem
        : stem[..(char.IsHighSurrogate(stem[StemLengthMax - 1]) ? StemLengthMax - 1 : StemLengthMax)];

    private static bool IsDevice(string stem) =>
        Devices.Contains(stem.ToUpperInvariant())
        || (stem.Length == 4 && char.IsAsciiDigit(stem[3])
            && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase)
                || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));

    // Format characters turn text round ("gpj.exe" for "exe.jpg") or hide in it.
    private static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
