using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis says about a message, whatever its format.</summary>
internal static class MessageWording
{
    /// <summary>What is said of an urgent message.</summary>
    public const string Urgent = "URGENT";

    private const int ExcerptLength = 160;

    /// <summary>What must be seen before the message is read.</summary>
    public static IEnumerable<string> Flags(SynthesisMessage message)
    {
        if (message.IsUrgent)
        {
            yield return Urgent;
        }

        if (message.IsRequest)
        {
            yield return "DEMANDE";
        }

        if (Wording.Class(message.DataClass) is { Length: > 0 } dataClass)
        {
            yield return dataClass;
        }
    }

    /// <summary>What is said of the author beside the name: what they do, and who acted for them.</summary>
    public static string AfterName(SynthesisMessage message)
    {
        string role = message.Practice is null
            ? message.Author.Profession
            : Wording.Role(new Participant(message.Author, message.Practice));
        return Wording.Acting(role.Length > 0 ? $" — {role}" : string.Empty, message.ActedBy);
    }

    /// <summary>What a message answers.</summary>
    public static string Quote(SynthesisMessage message, IReadOnlyDictionary<ulong, SynthesisMessage> all)
    {
        if (!all.TryGetValue(message.Quote, out SynthesisMessage? quoted))
        {
            return "En réponse à un message qui n’est pas reproduit ici.";
        }

        string what = quoted.Versions.Count == 0
            ? "(message retiré)"
            : Wording.Quoted(Excerpt(quoted.Text.Length > 0 ? quoted.Text : quoted.Files[0].Name));
        return Wording.Labelled(
            $"En réponse à {quoted.Author.Name}, n°{Wording.Nbsp}{Wording.Number((long)quoted.Ordinal)}, "
            + Wording.DayAndTime(quoted.At),
            what);
    }

    /// <summary>That a message was taken back.</summary>
    public static string Retracted(SynthesisMessage message) => message.Retraction is { } retraction
        ? $"Message retiré par {Wording.Acting(retraction.By.Name, retraction.ActedBy)} le "
            + $"{Wording.DayAndTime(retraction.At)}. Son texte n’existe plus."
        : "Message retiré depuis la demande de cette synthèse. Son texte n’existe plus.";

    /// <summary>That a message said something else.</summary>
    public static string Edited(SynthesisMessage message) => Wording.Labelled(
        Wording.Acting($"Modifié le {Wording.DayAndTime(message.Versions[^1].At)}", message.Versions[^1].ActedBy)
        + ". "
        + (message.Versions.Count == 2 ? "Version précédente" : "Versions précédentes"),
        string.Empty).TrimEnd();

    /// <summary>A version of a message that it says no more.</summary>
    public static string Version(SynthesisMessage message, int index) => Wording.Labelled(
        Wording.DayAndTime(message.Versions[index].At), message.Versions[index].Text);

    /// <summary>Who reacted how.</summary>
    public static IEnumerable<string> Reactions(SynthesisMessage message) => message.Reactions.Select(reaction =>
        Wording.Labelled(
            Wording.Of(reaction.Reaction),
            string.Join(", ", reaction.People.Select(person => person.Name))
            + (reaction.Count > reaction.People.Count
                ? $" et {Wording.Count(reaction.Count - reaction.People.Count, "autre")}"
                : string.Empty)));

    /// <summary>The dossiers that a message is about.</summary>
    public static IEnumerable<string> Links(SynthesisMessage message) => message.Links.Select(link =>
        Wording.Labelled("Lien vers un dossier", Wording.Id(link.Dossier))
        + (link.Entry > 0 ? $", écriture n°{Wording.Nbsp}{Wording.Number((long)link.Entry)}" : string.Empty));

    /// <summary>A file that a message shows.</summary>
    public static string File(Attachment shown, SynthesisFile? file)
    {
        string size = Wording.Size(shown.Size);
        return file switch
        {
            null => $"Fichier non joint{Wording.Nbsp}: {shown.Name} ({size})",
            { IsPicture: true } => $"Image n°{Wording.Nbsp}{file.Number}{Wording.Nbsp}: {shown.Name} ({size})",
            _ => $"Pièce jointe n°{Wording.Nbsp}{file.Number}{Wording.Nbsp}: {shown.Name} ({size}), dans ce document",
        };
    }

    private static string Excerpt(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        if (line.Length <= ExcerptLength)
        {
            return line;
        }

        int end = line.LastIndexOf(' ', ExcerptLength);
        end = end < ExcerptLength / 2 ? ExcerptLength : end;
        return (char.IsHighSurrogate(line[end - 1]) ? line[..(end - 1)] : line[..end]) + "…";
    }
}
