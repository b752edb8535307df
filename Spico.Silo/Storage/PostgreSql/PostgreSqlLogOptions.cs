namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The log in a PostgreSQL database.</summary>
internal sealed class PostgreSqlLogOptions
{
    /// <summary>How to reach the database; what the log depends on in it is set by the log itself.</summary>
    public required string ConnectionString { get; set; }

    /// <summary>
    /// How long a statement may take, 5 s: after that the store counts as unreachable, and the outcome of a commit as
    /// unknown.
    /// </summary>
    public TimeSpan StatementTimeMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a new connection may take, 3 s.</summary>
    public TimeSpan ConnectTimeMax { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Reads at once, 16.</summary>
    public int ReadersMax { get; set; } = 16;
}
