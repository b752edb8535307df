using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>
/// The files that go with a synthesis: found before anything is laid out, through the right of the asker to each, and
/// read one after the other when they are needed.
/// </summary>
internal sealed class SynthesisFiles(IFileStore store)
{
    private readonly Dictionary<ByteString, SynthesisFile> _files = [];

    /// <summary>The files, in the order they are first shown.</summary>
    public IEnumerable<SynthesisFile> All => _files.Values;

    public int Count => _files.Count;

    /// <summary>The file of an attachment, if it goes with the synthesis.</summary>
    public SynthesisFile? Find(Attachment attachment) => _files.GetValueOrDefault(attachment.File);

    /// <summary>Finds the files that were chosen.</summary>
    /// <exception cref="SynthesisRefusedException">They are too many, or too large.</exception>
    /// <exception cref="SynthesisFailedException">They could not be found; it may be tried again.</exception>
    public async Task FindAsync(
        SynthesisContent content, IFileLending lending, IFileRecords records, SynthesisOptions options)
    {
        SynthesisSelection selection = content.Selection;
        if (selection.WithoutFiles)
        {
            return;
        }

        HashSet<ByteString> chosen = [.. selection.Files];
        long bytes = 0;
        foreach (SynthesisMessage message in content.Messages)
        {
            foreach (Attachment shown in message.Files)
            {
                if (_files.ContainsKey(shown.File) || (chosen.Count > 0 && !chosen.Contains(shown.File)))
                {
                    continue;
                }

                bytes += (long)shown.Size;
                if (_files.Count == options.FilesMax || bytes > options.FileBytesMax)
                {
                    throw new SynthesisRefusedException(SynthesisRefusal.TooManyFiles);
                }

                if (await FindAsync(content, message, shown, lending, records) is { } file)
                {
                    _files.Add(shown.File, file);
                }
            }
        }
    }

    /// <summary>Copies a file.</summary>
    /// <exception cref="SynthesisFailedException">Its bytes are not there.</exception>
    public void CopyTo(SynthesisFile file, Stream destination)
    {
        using IStoredBytes stored =
            store.OpenToRead(file.Id, file.Part) ?? throw new SynthesisFailedException("file");
        // The cipher forgets its key when it is disposed of: a copy for it.
        using var cipher = FileCipher.Of(file.Id, [.. file.Key]);
        using var plain = new SealedFileStream(new SealedFile(stored, cipher, file.Part));
        if ((ulong)plain.Length != file.Shown.Size)
        {
            throw new SynthesisFailedException("file");
        }

        plain.CopyTo(destination);
    }

    /// <summary>Reads a file whole.</summary>
    public byte[] Read(SynthesisFile file)
    {
        var bytes = new MemoryStream((int)file.Shown.Size);
        CopyTo(file, bytes);
        return bytes.GetBuffer();
    }

    private async Task<SynthesisFile?> FindAsync(
        SynthesisContent content,
        SynthesisMessage message,
        Attachment shown,
        IFileLending lending,
        IFileRecords records)
    {
        PersonId.TryFrom(content.Asker.Id, out PersonId asker);
        LentFile lent = await lending.Lend(
            StreamSyntheses.As(asker), new FileReference { File = shown.File, Seq = message.Seq });
        if (lent.Refusal is { Retryable: true } passing)
        {
            throw new SynthesisFailedException(passing.Code.ToString());
        }

        // Taken back since: what is left is its name.
        return lent.Refusal is null
            && FileId.TryFrom(shown.File, out FileId id)
            && await records.FindAsync(id) is { State: FileState.Ready } row
                ? new SynthesisFile(id, shown, _files.Count + 1, lent.Key, row.Content)
                : null;
    }
}
