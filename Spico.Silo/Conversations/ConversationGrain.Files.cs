using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>The files that its messages show.</content>
internal sealed partial class ConversationGrain : IFileLending, IFileRelease
{
    public async ValueTask<Reply> BeginDownload(Caller caller, BeginDownloadRequest request)
    {
        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        return ended is null
            ? LetGoIfNothing(await _files.BeginDownloadAsync(caller, request, withheld))
            : new Reply { Error = ended };
    }

    public async ValueTask<FilePiece> ReadFile(FileRead read)
    {
        FilePiece piece = await _files.ReadAsync(read, _delegations.LookAsync);
        LetGoIfNothing();
        return piece;
    }

    public async ValueTask<LentFile> Lend(Caller caller, FileReference reference)
    {
        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        LentFile file = ended is null
            ? await _files.LendAsync(caller, reference, withheld)
            : new LentFile { Refusal = ended };
        LetGoIfNothing();
        return file;
    }

    public async ValueTask<bool> Release(long message)
    {
        (Error? refusal, MessageRecord? found) = await _lookup.FindAsync(message, default);
        if (found is { IsRetracted: true, Posted: { Request: { } request, Author: var author } })
        {
            await _fileHolds.ReleaseAsync(author, request);
        }

        return refusal is null;
    }
}
