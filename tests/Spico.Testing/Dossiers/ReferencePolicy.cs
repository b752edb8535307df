using Spico.Protocol.V1;

namespace Spico.Testing.Dossiers;

/// <summary>
/// Who may do what in a dossier, as the region wrote it down: the matrix itself, read here by other means than the
/// server's. What tests compare with, cell by cell.
/// </summary>
public static class ReferencePolicy
{
    private const string Matrix =
        """
        Identity & administrative|rw|rw|rw|rw|rw|r|–|–
        Care circle, statuses|rw|rw|r|rwm|r|r(own structure) m|–|–
        Liaison log, tasks, agenda, shared memos|rw|rw|rw|rw|r, agenda w|–|–|–
        Social & life-environment forms|rw|rw|rw|rw|–|–|–|–
        Medical forms, stays|rw|rw|summary|rw|–|–|–|–
        PPCS|rw|rw|rw|rwm|–|–|–|–
        Documents N|rw|rw|r*|rw|w|–|–|–
        Documents R|rw|r*|–|r*|–|–|–|–
        Documents V|r*|–|–|–|–|–|–|–
        """;

    /// <summary>The classes, a row each.</summary>
    public static IReadOnlyList<DataClass> Classes { get; } =
    [
        DataClass.Identity, DataClass.Circle, DataClass.Coordination, DataClass.Social, DataClass.Medical,
        DataClass.Plan, DataClass.DocumentNormal, DataClass.DocumentRestricted, DataClass.DocumentVeryRestricted,
    ];

    /// <summary>The roles that somebody in a circle has, each with a profession of it.</summary>
    public static IReadOnlyList<(CareRole Role, string Profession)> Professions { get; } =
    [
        (CareRole.Medical, "Pharmacienne"), (CareRole.Paramedical, "Orthophoniste"),
        (CareRole.Social, "Éducatrice"), (CareRole.Coordinator, "Gestionnaire de cas"),
        (CareRole.Secretary, "Secrétaire"), (CareRole.StructureAdministrator, "Directrice"),
    ];

    /// <summary>What a role does with a class by itself.</summary>
    public static (bool Read, bool Write, bool Manage) Of(CareRole role, DataClass dataClass)
    {
        string row = Matrix.Split('\n')[Classes.ToList().IndexOf(dataClass)];
        // Whoever must be named does not read by the role, a summary is not the thing, and an agenda is not the rest.
        string plain = row.Split('|')[(int)role]
            .Replace("r*", "", StringComparison.Ordinal)
            .Replace("summary", "", StringComparison.Ordinal)
            .Replace("(own structure)", "", StringComparison.Ordinal)
            .Replace(", agenda w", "", StringComparison.Ordinal);
        return (plain.Contains('r'), plain.Contains('w'), plain.Contains('m'));
    }
}
