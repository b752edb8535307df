namespace Spico.Testing;

/// <summary>Where a server keeps its log.</summary>
public enum Store
{
    /// <summary>Files in the data folder: the single node.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server: single node or cluster.</summary>
    PostgreSql,
}
