using System.Collections.Concurrent;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

/// <summary>A gateway that keeps what it is delivered.</summary>
internal sealed class TestGateway : IGatewayObserver
{
    private readonly ConcurrentQueue<Delivery> _deliveries = [];

    /// <summary>What <see cref="Deliver"/> waits for and answers.</summary>
    public Func<Delivery, Task<StreamId[]>> OnDeliver { get; set; } = _ => Task.FromResult(Array.Empty<StreamId>());

    public IReadOnlyCollection<Delivery> Deliveries => _deliveries;

    public IEnumerable<Envelope> Facts => _deliveries.SelectMany(delivery => delivery.Facts);

    public IEnumerable<Notice> Notices => _deliveries.SelectMany(delivery => delivery.Notices);

    public IEnumerable<Announcement> Announcements => _deliveries.SelectMany(delivery => delivery.Announcements);

    /// <summary>Called first when it is told of moves.</summary>
    public Action OnMoved { get; set; } = () => { };

    /// <summary>The news of inboxes it was told.</summary>
    public ConcurrentQueue<ConversationMove> Moves { get; } = [];

    public Task Moved(ConversationMove[] moves)
    {
        OnMoved();
        foreach (ConversationMove move in moves)
        {
            Moves.Enqueue(move);
        }

        return Task.CompletedTask;
    }

    public Task<StreamId[]> Deliver(Delivery delivery)
    {
        _deliveries.Enqueue(delivery);
        return OnDeliver(delivery);
    }
}
