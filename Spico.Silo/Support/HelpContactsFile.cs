using Spico.Protocol.V1;

namespace Spico.Silo.Support;

/// <summary>Reads the lines that contacts are loaded from, and says by line and column what is wrong.</summary>
internal static class HelpContactsFile
{
    private const int FindingsMax = 100;
    private const string Region = "*";

    private static readonly string[] Columns =
        ["department", "name", "kind", "contact", "phone", "email", "hours"];

    /// <summary>The contacts, and what is wrong: with a finding nothing is to be loaded.</summary>
    public static (List<HelpContact> Contacts, List<HelpContactFinding> Findings) Read(string text)
    {
        var contacts = new List<HelpContact>();
        var findings = new List<HelpContactFinding>();
        string[] lines = text.TrimStart('\ufeff').ReplaceLineEndings("\n").Split('\n');
        if (!string.Equals(lines[0].Trim(), string.Join(';', Columns), StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(Finding(1, string.Empty, $"Not {string.Join(';', Columns)}."));
            return (contacts, findings);
        }

        for (int i = 1; i < lines.Length && findings.Count < FindingsMax; i++)
        {
            if (lines[i].Trim().Length > 0)
            {
                Read((uint)i + 1, lines[i], contacts, findings);
            }
        }

        return (contacts, findings);
    }

    private static void Read(uint line, string text, List<HelpContact> contacts, List<HelpContactFinding> findings)
    {
        string[] fields = text.Split(';', StringSplitOptions.TrimEntries);
        if (fields.Length != Columns.Length)
        {
            findings.Add(Finding(line, string.Empty, $"{Columns.Length} fields between semicolons."));
            return;
        }

        HelpContactKind kind = fields[2] switch
        {
            "coordinator" => HelpContactKind.Coordinator,
            "service_desk" => HelpContactKind.ServiceDesk,
            _ => HelpContactKind.Unspecified,
        };
        bool isRegion = fields[0] == Region;
        (int Column, string Reason)? wrong =
            !isRegion && !IsCode(fields[0]) ? (0, "The code of a département, or *.")
            : !isRegion && fields[1].Length == 0 ? (1, "Not empty.")
            : kind == HelpContactKind.Unspecified ? (2, "coordinator or service_desk.")
            : fields[3].Length == 0 ? (3, "Not empty.")
            : fields[4].Length == 0 && fields[5].Length == 0 ? (4, "Not empty, unless there is a mail address.")
            : fields[4].Any(letter => !char.IsAsciiDigit(letter) && !"+ .()".Contains(letter, StringComparison.Ordinal))
                ? (4, "A telephone number.")
            : fields[5].Length > 0 && fields[5].IndexOf('@', StringComparison.Ordinal) is <= 0 ? (5, "A mail address.")
            : null;
        int tooLong = Array.FindIndex(fields, field => field.EnumerateRunes().Count() > SupportLimits.NameCharacters);
        wrong ??= tooLong >= 0 ? (tooLong, $"At most {SupportLimits.NameCharacters} characters.") : null;
        if (wrong is var (column, reason))
        {
            findings.Add(Finding(line, Columns[column], reason));
            return;
        }

        contacts.Add(new HelpContact
        {
            Department = isRegion ? string.Empty : fields[0].ToUpperInvariant(),
            DepartmentName = isRegion ? string.Empty : fields[1],
            Kind = kind,
            Name = fields[3],
            Phone = fields[4],
            Email = fields[5],
            Hours = fields[6],
        });
        if (contacts.Count > SupportLimits.Contacts)
        {
            findings.Add(Finding(line, string.Empty, $"At most {SupportLimits.Contacts} contacts."));
        }
    }

    /// <summary>Whether a text has the form of a département's code: 31, 2A, 974.</summary>
    public static bool IsCode(string text) =>
        text.Length is 2 or 3 && text.All(char.IsAsciiLetterOrDigit) && char.IsAsciiDigit(text[0]);

    private static HelpContactFinding Finding(uint line, string column, string reason) =>
        new() { Line = line, Column = column, Reason = reason };
}
