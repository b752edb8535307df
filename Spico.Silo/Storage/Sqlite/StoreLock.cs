using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// A file beside the log's that says whether the log is in use: shared by those who run on it, held alone by a
/// restore. The system drops it with the process, however that ends.
/// </summary>
internal static class StoreLock
{
    public static FileStream Share(string logPath) => Open(logPath, FileAccess.Read, FileShare.Read);

    public static FileStream HoldAlone(string logPath) => Open(logPath, FileAccess.ReadWrite, FileShare.None);

    private static FileStream Open(string logPath, FileAccess access, FileShare share)
    {
        string path = logPath + ".lock";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (!File.Exists(path))
            {
                using FileStream _ = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            }

            return new FileStream(path, FileMode.Open, access, share);
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException)
        {
            throw new StoreRefusedException(
                $"The store {logPath} is in use by another process (see {path}). Stop it first.");
        }
    }
}
