using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>The files that its documents show.</content>
internal sealed partial class DossierGrain : IFileLending
{
    public async ValueTask<Reply> BeginDownload(Caller caller, BeginDownloadRequest request) =>
        await _delegations.CheckAsync(caller) is { } ended
            ? new Reply { Error = ended }
            : LetGoIfNothing(await _files.BeginDownloadAsync(caller, request));

    public async ValueTask<FilePiece> ReadFile(FileRead read)
    {
        FilePiece piece = await _files.ReadAsync(read);
        LetGoIfNothing();
        return piece;
    }

    public async ValueTask<LentFile> Lend(Caller caller, FileReference reference)
    {
        LentFile file = await _files.LendAsync(caller, reference);
        LetGoIfNothing();
        return file;
    }
}
