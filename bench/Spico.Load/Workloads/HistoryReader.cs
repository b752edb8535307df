using Spico.Client;
using Spico.Load.Subjects;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Workloads;

/// <summary>A client that reads one conversation: pages of it, and what it missed.</summary>
internal sealed class HistoryReader : IPushHandler, IAsyncDisposable
{
    private readonly StreamId _stream;
    private SpicoClient? _client;
    private TaskCompletionSource _caughtUp = new();
    private long _until;

    private HistoryReader(StreamId stream) => _stream = stream;

    private SpicoClient Client => _client!;

    /// <summary>Connects as somebody who is a member: the organizer, by a client of its own.</summary>
    public static async Task<HistoryReader> ConnectAsync(
        SpicoPeer peer,
        StreamId stream,
        CancellationToken cancellationToken)
    {
        var reader = new HistoryReader(stream);
        SpicoClientOptions options = peer.Target.OptionsFor(
            peer.Organizer.Client.Person, "organizer", reader, isAdministrator: true);
        reader._client = await SpicoClient.ConnectAsync(options, cancellationToken);
        return reader;
    }

    /// <summary>The newest, newest first; returns the head.</summary>
    public async Task<long> NewestAsync(int count, CancellationToken cancellationToken)
    {
        ReadHistoryResponse page = await Client.ReadHistoryAsync(
            _stream, limit: count, cancellationToken: cancellationToken);
        Require(page.Facts.Count, count);
        return (long)page.Head.Seq;
    }

    /// <summary>Those before a position, newest first.</summary>
    public async Task BackAsync(long before, int count, CancellationToken cancellationToken)
    {
        ReadHistoryResponse page = await Client.ReadHistoryAsync(
            _stream, before: before, limit: count, cancellationToken: cancellationToken);
        Require(page.Facts.Count, count);
    }

    /// <summary>Opens the stream behind its head, waits for all that was missed, and closes it again.</summary>
    public async Task ResumeAsync(long head, int behind, CancellationToken cancellationToken)
    {
        _caughtUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _until, head);
        var after = new StreamPosition(Client.Welcome.Epoch, head - behind);
        await using OpenStream stream = await Client.OpenAsync(_stream, after, cancellationToken);
        await _caughtUp.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    /// <summary>Opens the stream at its head and closes it again.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using OpenStream stream = await Client.OpenAsync(_stream, null, cancellationToken);
    }

    public void OnFact(OpenStream stream, in RawFact fact)
    {
        if (fact.Seq >= Volatile.Read(ref _until))
        {
            _caughtUp.TrySetResult();
        }
    }

    public void OnResync(OpenStream stream) =>
        _caughtUp.TrySetException(new InvalidOperationException("The stream could not be resumed."));

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static void Require(int got, int count)
    {
        if (got != count)
        {
            throw new InvalidOperationException($"A page of {count} held {got}.");
        }
    }
}
