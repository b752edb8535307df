namespace Spico.Silo.Storage.Sqlite;

/// <summary>The log in a SQLite file.</summary>
internal sealed class SqliteLogOptions
{
    /// <summary>The file; made with its folder when absent.</summary>
    public required string Path { get; set; }

    /// <summary>
    /// Memory for pages of the writing connection, 64 MiB: enough for the pages that some thousand conversations
    /// touch again and again.
    /// </summary>
    public int CacheBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Pages of the write-ahead log after which a commit moves them to the file, 4,000 (16 MiB): four times SQLite's
    /// default, because each time costs the commit that does it some milliseconds.
    /// </summary>
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>Reads at once, 8: each holds a thread while it runs.</summary>
    public int ReadersMax { get; set; } = 8;
}
