namespace Spico.Testing;

/// <summary>How a node of the tests is started.</summary>
public sealed class SpicoNodeOptions
{
    /// <summary>What failures call it.</summary>
    public string Name { get; init; } = "spico";

    /// <summary>The program; the built server when null.</summary>
    public string? Executable { get; init; }

    /// <summary>What it is.</summary>
    public NodeRole Role { get; init; } = NodeRole.All;

    /// <summary>Where its log lies.</summary>
    public Store Store { get; init; } = Store.Sqlite;

    /// <summary>How to reach PostgreSQL, where it is needed.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>How to reach Redis, or null for none.</summary>
    public string? Redis { get; init; }

    /// <summary>The data folder; a new one, removed with the node, when null.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The folder of the keys; <c>keys</c> in the data folder when null.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Further settings, such as <c>Spico:Demo</c>, over those of the harness.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
