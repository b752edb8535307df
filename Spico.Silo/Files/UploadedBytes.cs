using Spico.Protocol;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>The bytes of uploads, off the turn of whoever asks. Failures are <see cref="StoreException"/>.</summary>
internal sealed class UploadedBytes(IFileStore store)
{
    private static readonly FilePart[] Parts = Enum.GetValues<FilePart>();

    /// <summary>How many bytes of an upload are there.</summary>
    public Task<long> CountAsync(FileId file, FileCipher cipher) => Task.Run(() =>
    {
        using IStoredBytes? stored = store.OpenToRead(file, FilePart.Upload);
        return stored is null ? 0 : new SealedFile(stored, cipher, FilePart.Upload).Length;
    });

    /// <summary>
    /// Adds bytes that go to an offset. Returns how many bytes are there, and whether these joined them: where another
    /// device was first, as many may be there, and others.
    /// </summary>
    public Task<(long Length, bool IsAppended)> AppendAsync(
        FileId file, FileCipher cipher, long offset, byte[] bytes, bool isLast) =>
        Task.Run(() =>
        {
            using var upload = new SealedFile(store.OpenToWrite(file, FilePart.Upload), cipher, FilePart.Upload);
            long length = upload.Mend();
            if (length != offset)
            {
                return (length, false);
            }

            upload.Append(bytes);
            if (isLast)
            {
                upload.Flush();
            }

            return (upload.Length, true);
        });

    /// <summary>Takes away what lies beyond an offset. Returns how many bytes are there.</summary>
    public Task<long> TruncateAsync(FileId file, FileCipher cipher, long offset) => Task.Run(() =>
    {
        using var upload = new SealedFile(store.OpenToWrite(file, FilePart.Upload), cipher, FilePart.Upload);
        long length = upload.Mend();
        if (offset < length)
        {
            upload.Truncate(offset);
        }

        return upload.Length;
    });

    /// <summary>Deletes what is left of an upload that has been made into something else.</summary>
    public Task DeleteUploadAsync(FileId file) => Task.Run(() => store.Delete(file, FilePart.Upload));

    /// <summary>Deletes everything that is kept of a file.</summary>
    public Task DeleteAsync(FileId file) => Task.Run(() =>
    {
        foreach (FilePart part in Parts)
        {
            store.Delete(file, part);
        }
    });

    /// <summary>Parts that were not written to since a time.</summary>
    public Task<List<(FileId File, FilePart Part)>> ListUntouchedSinceAsync(DateTimeOffset since) =>
        Task.Run(() => store.ListUntouchedSince(since));

    /// <summary>Bytes of a part, and its length; null when it is not there.</summary>
    /// <exception cref="SealBrokenException">What is stored was changed.</exception>
    public Task<(byte[] Bytes, long Length)?> ReadAsync(
        FileId file, FileCipher cipher, FilePart part, long offset, int length) =>
        Task.Run<(byte[], long)?>(() =>
        {
            using IStoredBytes? stored = store.OpenToRead(file, part);
            if (stored is null)
            {
                return null;
            }

            var content = new SealedFile(stored, cipher, part);
            byte[] bytes = new byte[Math.Clamp(content.Length - offset, 0, length)];
            int read = content.Read(offset, bytes);
            return (bytes[..read], content.Length);
        });
}
