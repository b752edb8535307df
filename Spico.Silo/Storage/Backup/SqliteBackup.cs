using Microsoft.Data.Sqlite;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Backup;

/// <summary>The files of the single node: two, and the directory of professionals where there is one.</summary>
internal sealed class SqliteBackup(string logPath, string grainsPath, string directoryPath) : IStoreBackup
{
    private const string Kind = "sqlite";
    private const string LogPart = "log.db";
    private const string GrainsPart = "grains.db";
    private const string DirectoryPart = "directory.db";

    public async Task<StoreIdentity> BackupAsync(string file, CancellationToken cancellationToken)
    {
        await using BackupWriter writer = new(file);
        // Grain state first: what the log has beyond it is read again, what it had beyond the log would be wrong.
        await AddAsync(writer, GrainsPart, grainsPath, file, cancellationToken);
        StoreIdentity store = await AddAsync(writer, LogPart, logPath, file, cancellationToken)
            ?? throw new StoreRefusedException($"{logPath} holds no store.");
        if (File.Exists(directoryPath))
        {
            await AddAsync(writer, DirectoryPart, directoryPath, file, cancellationToken);
        }

        await writer.CompleteAsync(Kind, store, [], cancellationToken);
        return store;
    }

    public async Task<StoreIdentity> RestoreAsync(
        string file, string highWaterMarkPath, bool force, CancellationToken cancellationToken)
    {
        using BackupReader backup = await BackupReader.OpenAsync(file, Kind, cancellationToken);
        using FileStream alone = StoreLock.HoldAlone(logPath);
        if (!force && (File.Exists(logPath) || File.Exists(grainsPath)))
        {
            throw new StoreRefusedException(
                $"There is a store already at {logPath}. Move it away, or force the restore to replace it.");
        }

        HighWaterMark mark = new(highWaterMarkPath);
        StoreIdentity next = backup.NextIdentity(mark, ReadIdentity(logPath), force);
        foreach (BackupPart part in backup.Manifest.Parts)
        {
            await ExtractAsync(backup, part, PathOf(part) + ".restored", cancellationToken);
        }

        SetIdentity(logPath + ".restored", next);
        foreach (BackupPart part in backup.Manifest.Parts)
        {
            Replace(PathOf(part));
        }

        mark.Write(next);
        return next;
    }

    private static async Task<StoreIdentity?> AddAsync(
        BackupWriter writer, string part, string path, string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new StoreRefusedException($"There is no store at {path}.");
        }

        string copy = $"{file}.{Guid.NewGuid():N}.{part}";
        try
        {
            using (SqliteConnection connection = Open(path))
            {
                using SqliteCommand vacuum = SqliteFile.Command(connection, "VACUUM INTO $copy");
                vacuum.Parameters.AddWithValue("$copy", copy);
                vacuum.ExecuteNonQuery();
            }

            await using (FileStream stream = File.OpenRead(copy))
            {
                await writer.AddAsync(part, [], stream, cancellationToken);
            }

            return part == LogPart ? ReadIdentity(copy) : null;
        }
        catch (SqliteException exception)
        {
            throw SqliteFailures.Of(exception);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static async Task ExtractAsync(
        BackupReader backup, BackupPart part, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using Stream from = backup.Open(part);
        await using FileStream to = new(path, options);
        await from.CopyToAsync(to, cancellationToken);
        to.Flush(flushToDisk: true);
    }

    private static StoreIdentity? ReadIdentity(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using SqliteConnection connection = Open(path);
            return SqliteReads.Identity(connection);
        }
        catch (SqliteException)
        {
            // Whatever it is, it holds no epoch.
            return null;
        }
    }

    private static void SetIdentity(string path, StoreIdentity identity)
    {
        using SqliteConnection connection = Open(path);
        SqliteFile.Execute(connection, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA");
        using SqliteStatement set = new(connection, "UPDATE store SET epoch = ?1, clock = ?2");
        set.Set(1, identity.Epoch).Set(2, identity.Clock).Run();
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    // The journal goes first: beside another file it would be taken for that file's.
    private static void Replace(string path)
    {
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        File.Move(path + ".restored", path, overwrite: true);
    }

    private string PathOf(BackupPart part) => part.Name switch
    {
        LogPart => logPath,
        GrainsPart => grainsPath,
        DirectoryPart => directoryPath,
        _ => throw new StoreRefusedException($"The backup holds {part.Name}, which this program does not know."),
    };
}
