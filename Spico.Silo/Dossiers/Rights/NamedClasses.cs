using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>
/// The classes of documents for which roles are named: each is another class for the roles that the table lets be named
/// (n), so that whoever is not named has its facts elided like those of any class they do not read.
/// </summary>
internal static class NamedClasses
{
    private static readonly (DataClass Class, DataClass Level, CareRole[] Roles)[] All =
    [
        (DataClass.DocumentNormalForSocial, DataClass.DocumentNormal, [CareRole.Social]),
        (DataClass.DocumentRestrictedForParamedical, DataClass.DocumentRestricted, [CareRole.Paramedical]),
        (DataClass.DocumentRestrictedForCoordinator, DataClass.DocumentRestricted, [CareRole.Coordinator]),
        (DataClass.DocumentRestrictedForBoth, DataClass.DocumentRestricted,
            [CareRole.Paramedical, CareRole.Coordinator]),
        (DataClass.DocumentVeryRestrictedForMedical, DataClass.DocumentVeryRestricted, [CareRole.Medical]),
    ];

    /// <summary>The class of documents of a level for which these roles are named; null where there is none.</summary>
    public static DataClass? Of(DataClass level, IReadOnlyCollection<CareRole> named)
    {
        if (named.Count == 0)
        {
            return level;
        }

        foreach ((DataClass dataClass, DataClass of, CareRole[] roles) in All)
        {
            if (of == level && named.Count == roles.Length && roles.All(named.Contains))
            {
                return dataClass;
            }
        }

        return null;
    }

    /// <summary>
    /// The cells that follow from those of the levels: whoever is named reads, and nobody else who would have to be.
    /// </summary>
    /// <exception cref="InvalidDataException">The table lets a role be named for which there is no class.</exception>
    public static void AddTo(Dictionary<(CareRole Role, DataClass Class), RightsCell> cells)
    {
        foreach (((CareRole role, DataClass level), RightsCell cell) in cells.ToArray())
        {
            if (cell.HasFlag(RightsCell.Named) && Of(level, [role]) is null)
            {
                throw new InvalidDataException($"The table of rights names {role} for {level}: there is no class.");
            }

            foreach ((DataClass dataClass, _, CareRole[] roles) in All.Where(each => each.Level == level))
            {
                cells.Add((role, dataClass), roles.Contains(role) ? cell & ~RightsCell.Named : cell);
            }
        }
    }
}
