namespace Spico.Testing;

/// <summary>What a process of the server is.</summary>
public enum NodeRole
{
    /// <summary>Silo and gateway in one.</summary>
    All,

    /// <summary>A silo of a cluster.</summary>
    Silo,

    /// <summary>A gateway of a cluster.</summary>
    Gateway,
}
