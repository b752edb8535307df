using Microsoft.Data.Sqlite;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>How the SQLite files are opened.</summary>
internal static class SqliteFile
{
    /// <summary>Has a connection wait for others that write the file, for some seconds.</summary>
    public const string Waiting = "PRAGMA busy_timeout = 5000";

    /// <summary>The connection string of a file; what else is said in it stays at the driver's defaults.</summary>
    public static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString;

    /// <summary>
    /// Opens a file for writing, made when absent and readable by its owner alone, in write-ahead mode, which the
    /// file remembers. Every commit on this connection is flushed. What moves within a page or is taken out of one is
    /// overwritten, which costs no page more: else old copies of keys lie about in pages that are in use, where no
    /// later erasure would find them.
    /// </summary>
    public static async Task<SqliteConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        SqliteConnectionStringBuilder settings = new(connectionString) { Pooling = false };
        Create(settings.DataSource);
        SqliteConnection connection = new(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    public static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this folder only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    // SQLite gives its journals the rights of the file, so that this is enough for all three. Never opened when it
    // exists: closing it again would drop the locks that SQLite holds on it in this process.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another was first.
        }
    }
}
