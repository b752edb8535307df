using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Files;

/// <summary>Records that end with their process: before a change, or after it and before its answer.</summary>
internal sealed class FallingRecords(IFileRecords inner, Fall fall) : IFileRecords
{
    public ValueTask<FileRow?> FindAsync(FileId file) => Look(() => inner.FindAsync(file));

    public ValueTask<FileAdmission> AddAsync(FileRow row, FileQuota quota) =>
        Pass(() => inner.AddAsync(row, quota));

    public ValueTask<bool> ChangeAsync(FileRow row, FileState from) => Pass(() => inner.ChangeAsync(row, from));

    public ValueTask<bool> RemoveUnreadyAsync(FileId file) => Pass(() => inner.RemoveUnreadyAsync(file));

    public ValueTask<bool> HoldAsync(FileHold hold) => Pass(() => inner.HoldAsync(hold));

    public ValueTask<FileHold?> FindHoldAsync(FileId file, StreamId stream) =>
        Look(() => inner.FindHoldAsync(file, stream));

    public ValueTask<List<FileHold>> ListHoldsOfAsync(StreamId stream, PersonId author, RequestId request) =>
        Look(() => inner.ListHoldsOfAsync(stream, author, request));

    public async ValueTask NoteShownAsync(FileHold hold) => await Pass(async () =>
    {
        await inner.NoteShownAsync(hold);
        return true;
    });

    public ValueTask<bool> DropAsync(FileHold hold) => Pass(() => inner.DropAsync(hold));

    public ValueTask<bool> EndClaimAsync(FileId file) => Pass(() => inner.EndClaimAsync(file));

    public ValueTask<List<FileRow>> ListEndedAsync(long now, int limit) => Look(() => inner.ListEndedAsync(now, limit));

    public ValueTask<List<FileId>> ListWaitingAsync(FileId after, int limit) =>
        Look(() => inner.ListWaitingAsync(after, limit));

    public ValueTask<List<FileHold>> ListHoldsAsync(FileHold? after, int limit) =>
        Look(() => inner.ListHoldsAsync(after, limit));

    public ValueTask<List<FileId>> FindUnknownAsync(IReadOnlyCollection<FileId> files) =>
        Look(() => inner.FindUnknownAsync(files));

    private ValueTask<T> Look<T>(Func<ValueTask<T>> look)
    {
        fall.Look();
        return look();
    }

    private async ValueTask<T> Pass<T>(Func<ValueTask<T>> change)
    {
        fall.Pass();
        T result = await change();
        fall.Pass();
        return result;
    }
}
