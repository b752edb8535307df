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
    /// Pages of the write-ahead log after which a commit moves them to the file, 16,000 (64 MiB). Over many
    /// conversations the same pages are written again and again: with SQLite's default of 1,000 a message costs a
    /// third more. The commit that moves them takes some tens of milliseconds.
    /// </summary>
    public int CheckpointPages { get; set; } = 16_000;

    /// <summary>Reads at once, 8: each holds a thread while it runs.</summary>
    public int ReadersMax { get; set; } = 8;
}
