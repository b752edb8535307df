using Microsoft.Win32.SafeHandles;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Files.Keeping;

/// <summary>
/// Files in a folder, a file a part, readable by their owner alone. Silos of a cluster share the folder. Names are ids:
/// nothing that a client says becomes part of a path.
/// </summary>
internal sealed class FolderFileStore(string folder) : IFileStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly FilePart[] Parts = Enum.GetValues<FilePart>();

    public IStoredBytes OpenToWrite(FileId file, FilePart part) => Try(() =>
    {
        string path = PathOf(file, part);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        bool isNew = !File.Exists(path);
        var bytes = new StoredBytes(File.OpenHandle(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        if (isNew && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return bytes;
    });

    public IStoredBytes? OpenToRead(FileId file, FilePart part) => Try(() =>
    {
        string path = PathOf(file, part);
        return File.Exists(path)
            ? new StoredBytes(File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete))
            : null;
    });

    public void Delete(FileId file, FilePart part) => Try(() =>
    {
        string path = PathOf(file, part);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        return true;
    });

    public List<(FileId File, FilePart Part)> ListUntouchedSince(DateTimeOffset since) => Try(() =>
    {
        var parts = new List<(FileId, FilePart)>();
        foreach (string path in Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            : [])
        {
            FilePart part = Array.Find(Parts, part => path.EndsWith(SuffixOf(part), StringComparison.Ordinal));
            if (File.GetLastWriteTimeUtc(path) < since.UtcDateTime
                && Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "N", out Guid id)
                && path.EndsWith(SuffixOf(part), StringComparison.Ordinal))
            {
                parts.Add((FileId.From(id), part));
            }
        }

        return parts;
    });

    private static string SuffixOf(FilePart part) => part switch
    {
        FilePart.Upload => ".upload",
        FilePart.Image => ".image",
        _ => ".thumbnail",
    };

    // A folder of a hundred thousand files is slow to list on some systems: 256 folders.
    private string PathOf(FileId file, FilePart part)
    {
        string name = file.ToString();
        return Path.Combine(folder, name[^2..], name + SuffixOf(part));
    }

    private static T Try<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    // Never the exception's own message: it names paths.
    private static StoreException Failure(Exception exception)
    {
        const int NoSpaceLeft = 28;
        bool isFull = exception is IOException && (exception.HResult & 0xFFFF) is NoSpaceLeft or 112;
        return new StoreException(
            isFull ? StoreFailure.StorageFull : StoreFailure.Unavailable, "The folder of files failed.", exception);
    }

    private sealed class StoredBytes(SafeFileHandle handle) : IStoredBytes
    {
        public long Length => Try(() => RandomAccess.GetLength(handle));

        public int Read(long position, Span<byte> bytes)
        {
            int read = 0;
            try
            {
                while (read < bytes.Length)
                {
                    int more = RandomAccess.Read(handle, bytes[read..], position + read);
                    if (more == 0)
                    {
                        break;
                    }

                    read += more;
                }
            }
            catch (IOException exception)
            {
                throw Failure(exception);
            }

            return read;
        }

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            try
            {
                RandomAccess.Write(handle, bytes, position);
            }
            catch (IOException exception)
            {
                throw Failure(exception);
            }
        }

        public void Truncate(long length) => Try(() =>
        {
            RandomAccess.SetLength(handle, length);
            return true;
        });

        public void Flush() => Try(() =>
        {
            RandomAccess.FlushToDisk(handle);
            return true;
        });

        public void Dispose() => handle.Dispose();
    }
}
