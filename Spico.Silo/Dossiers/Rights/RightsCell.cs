namespace Spico.Silo.Dossiers.Rights;

/// <summary>What a role may do with a class of data.</summary>
[Flags]
internal enum RightsCell
{
    None = 0,

    /// <summary>Reads it.</summary>
    Read = 1,

    /// <summary>Writes it.</summary>
    Write = 2,

    /// <summary>Decides over what others wrote.</summary>
    Manage = 4,

    /// <summary>Reads it only where the role is named: not by the role alone.</summary>
    Named = 8,

    /// <summary>Has a summary of it, not the thing itself.</summary>
    Summary = 16,

    /// <summary>Manages it for the own structure only.</summary>
    OwnStructure = 32,
}
