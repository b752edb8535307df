using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>The files that its messages show.</content>
internal sealed partial class ConversationGrain : IFileLending, IFileRelease
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
