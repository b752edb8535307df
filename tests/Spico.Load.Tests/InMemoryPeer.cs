using System.Collections.Concurrent;
using Spico.Load.Driving;
using Spico.Peers;
using Spico.Testing;

namespace Spico.Load.Tests;

/// <summary>A server without a network, which does as it is told: also wrong.</summary>
internal sealed class InMemoryPeer : IPeer
{
    private readonly ConcurrentDictionary<int, IPeerReceiver> _receivers = new();
    private readonly Lock _gate = new();
    private PeerPlan _plan = new(2, 4);
    private volatile bool _standsStill;
    private int _onTheirWay;

    /// <summary>Refuses posts by the sender's number.</summary>
    public Func<int, bool> Fails { get; init; } = _ => false;

    /// <summary>Passes a post on to a member; instead of once, in the order of the posts.</summary>
    public Action<int, MessageHeader, Action>? Deliver { get; init; }

    /// <summary>The most posts that waited for their ack at once.</summary>
    public int OnTheirWayMost { get; private set; }

    public PeerCard Card { get; init; } = new("in-memory", "1", "nothing", IsStored: false, IsFlushed: false);

    public IReadOnlyList<int> ServerProcesses => [];

    public IReadOnlyList<int> StoreProcesses => [];

    public static Task UntilAsync(Func<bool> condition) => Eventually.IsTrue("the load is there", condition);

    /// <summary>Answers nothing until it goes on.</summary>
    public void StandStill() => _standsStill = true;

    /// <summary>Answers all that waits.</summary>
    public void GoOn() => _standsStill = false;

    public Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _plan = plan;
        return Task.CompletedTask;
    }

    public Task<IPeerSession> ConnectAsync(int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        _receivers[member] = receiver;
        return Task.FromResult<IPeerSession>(new Session(this));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text)
    {
        MessageHeader.TryRead(text.Span, out MessageHeader header);
        lock (_gate)
        {
            OnTheirWayMost = Math.Max(OnTheirWayMost, ++_onTheirWay);
            if (!Fails(header.Number))
            {
                PassOn(conversation, header, text.ToArray());
            }
        }

        await Eventually.IsTrue("the server answers", () => !_standsStill);
        lock (_gate)
        {
            _onTheirWay--;
        }

        if (Fails(header.Number))
        {
            throw new InvalidOperationException("refused");
        }
    }

    private void PassOn(int conversation, MessageHeader header, byte[] text)
    {
        for (int slot = 0; slot < _plan.MembersEach; slot++)
        {
            int member = (conversation * _plan.MembersEach) + slot;
            void Once() => _receivers[member].OnMessage(conversation, text);
            if (Deliver is null)
            {
                Once();
            }
            else
            {
                Deliver(member, header, Once);
            }
        }
    }

    private sealed class Session(InMemoryPeer peer) : IPeerSession
    {
        public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
            peer.PostAsync(conversation, text);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
