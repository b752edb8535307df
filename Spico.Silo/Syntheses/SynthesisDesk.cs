using Google.Protobuf;
using Microsoft.Extensions.Options;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses.Gathering;
using Spico.Silo.Syntheses.Html;
using Spico.Silo.Syntheses.Pdf;

namespace Spico.Silo.Syntheses;

/// <summary>
/// Makes syntheses, a few at once on a silo, off the turns of grains. The document is a file of the asker's that is not
/// ready until everything is done: the bytes flushed, then the fact, then the record, so that a fall between any two
/// leaves nothing that can be seen, and what is left is begun anew or swept.
/// </summary>
internal sealed class SynthesisDesk(
    IGrainFactory grains,
    IPeopleStore people,
    IFileStore store,
    FileServices files,
    IOptions<SynthesisOptions> options,
    TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.Value.AtOnce);

    public SynthesisOptions Options { get; } = options.Value;

    /// <summary>Makes a synthesis, or refuses it for good.</summary>
    /// <exception cref="SynthesisFailedException">It was neither made nor refused, and may be tried again.</exception>
    /// <exception cref="StoreException">As well.</exception>
    public Task MakeAsync(SynthesisOrder order, SynthesisProgress progress, bool isLastAttempt) => Task.Run(async () =>
    {
        await _room.WaitAsync();
        try
        {
            await MakeNowAsync(order, progress);
        }
        catch (SynthesisRefusedException refused)
        {
            await RefuseAsync(order, refused.Refusal);
        }
        catch (Exception) when (isLastAttempt)
        {
            await RefuseAsync(order, SynthesisRefusal.Failed);
            throw;
        }
        finally
        {
            _room.Release();
        }
    });

    public void Dispose() => _room.Dispose();

    private async Task MakeNowAsync(SynthesisOrder order, SynthesisProgress progress)
    {
        ISynthesisSource source = grains.GetGrain<ISynthesisSource>(StreamKey.Of(order.Stream));
        SynthesisBrief brief = await source.Brief(order.Asker, order.Seq);
        if (brief.IsOver || await files.Records.FindAsync(order.File) is { State: FileState.Ready })
        {
            return;
        }

        if (brief.Refusal is { } refusal)
        {
            throw refusal.Retryable
                ? new SynthesisFailedException(refusal.Code.ToString())
                : new SynthesisRefusedException(SynthesisRefusal.AccessEnded);
        }

        var reader = new SynthesisReader(order, source, people, Options, progress);
        SynthesisContent content = await reader.ReadAsync(brief);
        var found = new SynthesisFiles(store);
        IFileLending lending = FileLenders.Of(grains, order.Stream);
        await found.FindAsync(content, lending, files.Records, Options);
        FileRow row = await AnnounceAsync(order);
        using var cipher = FileCipher.Of(
            order.File, files.MasterKey.UnwrapFile(order.File, order.Asker, row.OwnerKey));
        (Attachment document, int pages) = Write(order, content, found, cipher, progress);
        await EndAsync(source, order, new Fact
        {
            SynthesisMade = new SynthesisMade
            {
                Synthesis = (ulong)order.Seq,
                Document = document.Hash,
                Messages = (uint)content.Messages.Count(),
                Files = (uint)found.Count,
                Pages = (uint)pages,
            },
        });
        FileRow ready = row with
        {
            State = FileState.Ready,
            Size = (long)document.Size,
            ExpiresAt = time.GetUtcNow().Add(Options.Kept).ToUnixTimeMilliseconds(),
        };
        ready = ready with { Sealed = cipher.SealRow(ready, document.ToByteArray()) };
        if (!await files.Records.ChangeAsync(ready, FileState.Uploading))
        {
            throw new SynthesisFailedException("swept");
        }
    }

    /// <summary>Records the document, not ready; what an earlier attempt left of it is gone.</summary>
    private async Task<FileRow> AnnounceAsync(SynthesisOrder order)
    {
        if (await files.Records.RemoveUnreadyAsync(order.File))
        {
            await files.Bytes.DeleteAsync(order.File);
        }

        using var cipher = FileCipher.Create(order.File);
        var row = new FileRow
        {
            Id = order.File,
            Owner = order.Asker,
            State = FileState.Uploading,
            RequestHash = order.File.Value,
            Size = 0,
            ExpiresAt = time.GetUtcNow().Add(Options.Kept).ToUnixTimeMilliseconds(),
            OwnerKey = files.MasterKey.WrapFile(order.File, order.Asker, cipher.Key),
        };
        row = row with { Sealed = cipher.SealRow(row, []) };
        // How many there are at once is limited where they are asked for.
        return await files.Records.AddAsync(row, new FileQuota(int.MaxValue, files.Options.PersonBytesMax)) switch
        {
            FileAdmission.Added => row,
            FileAdmission.NoRoom => throw new SynthesisRefusedException(SynthesisRefusal.NoRoom),
            _ => throw new SynthesisFailedException("made elsewhere"),
        };
    }

    private (Attachment Document, int Pages) Write(
        SynthesisOrder order,
        SynthesisContent content,
        SynthesisFiles found,
        FileCipher cipher,
        SynthesisProgress progress)
    {
        using var kept = new SealedFile(store.OpenToWrite(order.File, FilePart.Upload), cipher, FilePart.Upload);
        kept.Truncate(0);
        using var output = new SealedOutput(kept);
        bool isHtml = content.Selection.Format == SynthesisFormat.Html;
        int pages = 0;
        if (isHtml)
        {
            new HtmlSynthesis(content, found, progress).Write(output);
        }
        else
        {
            pages = new PdfSynthesis(content, found, Options, progress).Write(output);
        }

        long length = output.Length;
        byte[] hash = output.Finish();
        return (new Attachment
        {
            File = order.File.ToByteString(),
            Name = Wording.FileName(content.AskedAt, isHtml ? ".html" : ".pdf"),
            MediaType = isHtml ? "text/html" : "application/pdf",
            Size = (ulong)length,
            Hash = ByteString.CopyFrom(hash),
        }, pages);
    }

    private async Task RefuseAsync(SynthesisOrder order, SynthesisRefusal refusal)
    {
        if (await files.Records.RemoveUnreadyAsync(order.File))
        {
            await files.Bytes.DeleteAsync(order.File);
        }

        await EndAsync(grains.GetGrain<ISynthesisSource>(StreamKey.Of(order.Stream)), order, new Fact
        {
            SynthesisRefused = new SynthesisRefused { Synthesis = (ulong)order.Seq, Refusal = refusal },
        });
    }

    private static async Task EndAsync(ISynthesisSource source, SynthesisOrder order, Fact end)
    {
        if (await source.EndSynthesis(order.Asker, end) is { } error)
        {
            throw new SynthesisFailedException(error.Code.ToString());
        }
    }
}
