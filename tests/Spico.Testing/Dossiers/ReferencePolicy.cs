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

    /// <summary>The classes that have a row of the matrix.</summary>
    public static IReadOnlyList<DataClass> Rows { get; } =
    [
        DataClass.Identity, DataClass.Circle, DataClass.Coordination, DataClass.Social, DataClass.Medical,
        DataClass.Plan, DataClass.DocumentNormal, DataClass.DocumentRestricted, DataClass.DocumentVeryRestricted,
    ];

    /// <summary>
    /// The classes of documents for which roles are named (r*): the row they are of, and those roles. All there may be.
    /// </summary>
    public static IReadOnlyList<(DataClass Class, DataClass Row, CareRole[] Named)> Named { get; } =
    [
        (DataClass.DocumentNormalForSocial, DataClass.DocumentNormal, [CareRole.Social]),
        (DataClass.DocumentRestrictedForParamedical, DataClass.DocumentRestricted, [CareRole.Paramedical]),
        (DataClass.DocumentRestrictedForCoordinator, DataClass.DocumentRestricted, [CareRole.Coordinator]),
        (
            DataClass.DocumentRestrictedForBoth,
            DataClass.DocumentRestricted,
            [CareRole.Paramedical, CareRole.Coordinator]),
        (DataClass.DocumentVeryRestrictedForMedical, DataClass.DocumentVeryRestricted, [CareRole.Medical]),
    ];

    /// <summary>All classes.</summary>
    public static IReadOnlyList<DataClass> Classes { get; } = [.. Rows, .. Named.Select(each => each.Class)];

    /// <summary>Every role, each with a profession of it.</summary>
    public static IReadOnlyList<(CareRole Role, string Profession)> Professions { get; } =
    [
        (CareRole.Medical, "Pharmacienne"), (CareRole.Paramedical, "Orthophoniste"),
        (CareRole.Social, "Éducatrice"), (CareRole.Coordinator, "Gestionnaire de cas"),
        (CareRole.Secretary, "Secrétaire"), (CareRole.StructureAdministrator, "Directrice"),
        (CareRole.RegionalSupport, "Support régional"), (CareRole.Auditor, "Auditrice"),
    ];

    /// <summary>What a role does with a class.</summary>
    public static (bool Read, bool Write, bool Manage) Of(CareRole role, DataClass dataClass)
    {
        (string cell, CareRole[]? named) = CellOf(role, dataClass);
        // Whoever must be named does not read by the role, a summary is not the thing, and an agenda is not the rest.
        string plain = cell
            .Replace("r*", named?.Contains(role) == true ? "r" : "", StringComparison.Ordinal)
            .Replace("summary", "", StringComparison.Ordinal)
            .Replace("(own structure)", "", StringComparison.Ordinal)
            .Replace(", agenda w", "", StringComparison.Ordinal);
        return (plain.Contains('r'), plain.Contains('w'), plain.Contains('m'));
    }

    /// <summary>What a role has of a class only where it is named, in a summary, or in its own structure.</summary>
    public static (bool Named, bool Summary, bool OwnStructure) LimitsOf(CareRole role, DataClass dataClass)
    {
        (string cell, CareRole[]? named) = CellOf(role, dataClass);
        return (
            cell.Contains("r*", StringComparison.Ordinal) && named?.Contains(role) != true,
            cell.Contains("summary", StringComparison.Ordinal),
            cell.Contains("own structure", StringComparison.Ordinal));
    }

    /// <summary>Whether a role writes appointments of the patient into agendas.</summary>
    public static bool WritesAgenda(CareRole role) => Matrix
        .Split('\n')[Rows.ToList().IndexOf(DataClass.Coordination)].Split('|')[(int)role].Contains('w');

    /// <summary>Whether a role manages a class for its own structure only.</summary>
    public static bool IsOfOwnStructure(CareRole role, DataClass dataClass) => LimitsOf(role, dataClass).OwnStructure;

    private static (string Cell, CareRole[]? Named) CellOf(CareRole role, DataClass dataClass)
    {
        (_, DataClass row, CareRole[]? named) = Named.FirstOrDefault(each => each.Class == dataClass);
        string line = Matrix.Split('\n')[Rows.ToList().IndexOf(named is null ? dataClass : row)];
        return (line.Split('|')[(int)role], named);
    }
}
