using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>The files that its documents show. Whoever has a ticket for one, or lends it, has read it.</content>
internal sealed partial class DossierGrain : IFileLending
{
    public async ValueTask<Reply> BeginDownload(Caller caller, BeginDownloadRequest request)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        return LetGoIfNothing(await TraceAsync(
            caller,
            request,
            ended is null
                ? await _files.BeginDownloadAsync(caller, request, WithheldBy(bound))
                : new Reply { Error = ended }));
    }

    public async ValueTask<FilePiece> ReadFile(FileRead read)
    {
        FilePiece piece = await _files.ReadAsync(read, LookAsync);
        LetGoIfNothing();
        return piece;
    }

    public async ValueTask<LentFile> Lend(Caller caller, FileReference reference)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        LentFile file = ended is null
            ? await _files.LendAsync(caller, reference, WithheldBy(bound))
            : new LentFile { Refusal = ended };
        var read = new BeginDownloadRequest { Stream = reference.Stream, Seq = reference.Seq, File = reference.File };
        Reply traced = LetGoIfNothing(await TraceAsync(caller, read, new Reply { Error = file.Refusal }));
        return traced.Error is { } refusal ? new LentFile { Refusal = refusal } : file;
    }

    private async ValueTask<Answer<uint>> LookAsync(Caller caller)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        return new Answer<uint>(ended, WithheldBy(bound));
    }

    private ValueTask<Reply> TraceAsync(Caller caller, BeginDownloadRequest request, Reply answer) =>
        _traces.KeepAsync(caller, new Command { BeginDownload = request }, answer);
}
