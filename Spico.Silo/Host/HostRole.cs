namespace Spico.Silo.Host;

/// <summary>What a process is.</summary>
internal enum HostRole
{
    /// <summary>Silo and gateway in one: the single node.</summary>
    All,

    /// <summary>A silo of a cluster: no doors but health.</summary>
    Silo,

    /// <summary>A gateway of a cluster: doors, and no key or database of the log.</summary>
    Gateway,
}
