namespace Spico.Testing;

/// <summary>How a PostgreSQL server of the tests is set up.</summary>
public sealed class PostgresOptions
{
    /// <summary>Where its data folder is made; a folder of its own in the temporary folder when null.</summary>
    public string? Folder { get; init; }

    /// <summary>Settings beside the defaults, such as <c>synchronous_commit = off</c> in a negative control.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
