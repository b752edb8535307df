using System.Collections.Concurrent;
using System.Diagnostics;
using Spico.Load.Judging;
using Spico.Load.Measuring;
using Spico.Peers;

namespace Spico.Load.Driving;

/// <summary>All members of a plan, connected to one server, with what they posted and received.</summary>
internal sealed class Population : IAsyncDisposable
{
    private const int FailuresKept = 10;

    private readonly IPeerSession?[] _sessions;
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public Population(PeerPlan plan, int textBytes)
    {
        Plan = plan;
        TextBytes = Math.Max(textBytes, MessageHeader.Bytes);
        Ledger = new Ledger(plan, Deliveries);
        _sessions = new IPeerSession?[plan.Members];
    }

    public PeerPlan Plan { get; }

    public int TextBytes { get; }

    public Ledger Ledger { get; }

    /// <summary>From when a message was meant to be sent to its ack.</summary>
    public LatencyWindow Acks { get; } = new();

    /// <summary>From when a message was meant to be sent to each delivery.</summary>
    public LatencyWindow Deliveries { get; } = new();

    /// <summary>From when a message was meant to be sent to when the driver sent it.</summary>
    public LatencyWindow Lags { get; } = new();

    /// <summary>Told of each ack: the member and when the message was meant to be sent.</summary>
    public Action<int, long>? Acked { get; set; }

    /// <summary>Members connected.</summary>
    public int Connected => _sessions.Count(session => session is not null);

    /// <summary>Posts that failed, by what they said; the first few kinds.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>Connects members, some at once.</summary>
    public Task ConnectAsync(IPeer peer, IEnumerable<int> members, int atOnce, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            members,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (member, cancellation) =>
                _sessions[member] = await peer.ConnectAsync(member, Ledger.Receivers[member], cancellation));

    /// <summary>
    /// One member posts many, several on their way at once, each called in order. For filling a store.
    /// </summary>
    public async Task PostManyAsync(int member, int count, int window, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(window);
        for (int i = 0; i < count; i++)
        {
            await room.WaitAsync(cancellationToken);

            // Owned by the room, which is waited for in full at the end.
            _ = PostThenLeaveAsync();
        }

        for (int i = 0; i < window; i++)
        {
            await room.WaitAsync(cancellationToken);
        }

        async Task PostThenLeaveAsync()
        {
            await PostAsync(member, Stopwatch.GetTimestamp(), new byte[TextBytes], cancellationToken);
            room.Release();
        }
    }

    /// <summary>Disconnects members.</summary>
    public Task DisconnectAsync(IEnumerable<int> members, int atOnce = 64) => Parallel.ForEachAsync(
        members,
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (member, _) =>
        {
            if (Interlocked.Exchange(ref _sessions[member], null) is { } session)
            {
                await session.DisposeAsync();
            }
        });

    /// <summary>
    /// Posts the member's next message and notes what became of it. Does not throw: a post that fails is counted.
    /// </summary>
    /// <param name="member">The sender.</param>
    /// <param name="meant">When it was meant to be sent.</param>
    /// <param name="text">Room for the text, the caller's again when this completes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask PostAsync(int member, long meant, Memory<byte> text, CancellationToken cancellationToken)
    {
        SenderTally sender = Ledger.Senders[member];
        int conversation = member / Plan.MembersEach;
        int number = sender.Next();
        new MessageHeader(conversation, member, number, meant).Write(text.Span);
        Lags.Record(meant);
        try
        {
            await _sessions[member]!.PostAsync(conversation, text, cancellationToken);
            Acks.Record(meant);
            sender.OnAcked();
            Acked?.Invoke(member, meant);
        }
        catch (Exception exception)
        {
            // Refused, cut or given up: whether it is stored is not known.
            sender.OnFailed(number);
            if (_failures.Count < FailuresKept || _failures.ContainsKey(exception.Message))
            {
                _failures.AddOrUpdate(exception.Message, 1, static (_, count) => count + 1);
            }
        }
    }

    /// <summary>Waits until everybody has what was acknowledged, or nothing has come for a while.</summary>
    public async Task SettleAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        long before = -1;
        var still = Stopwatch.StartNew();
        while (!Ledger.IsSettled && still.Elapsed < patience)
        {
            long now = Ledger.Delivered;
            if (now != before)
            {
                before = now;
                still.Restart();
            }

            await Task.Delay(20, cancellationToken);
        }

        // What is there twice comes late: look a moment longer.
        await Task.Delay(100, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync(Enumerable.Range(0, _sessions.Length));
        Acks.Dispose();
        Deliveries.Dispose();
        Lags.Dispose();
    }
}
