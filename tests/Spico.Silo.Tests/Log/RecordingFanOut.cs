using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <summary>Remembers what it was told, and that nobody was told earlier.</summary>
internal sealed class RecordingFanOut : IFanOut
{
    private readonly Lock _lock = new();
    private readonly List<Append> _committed = [];

    public List<Append> Committed
    {
        get
        {
            lock (_lock)
            {
                return [.. _committed];
            }
        }
    }

    /// <summary>Fails after it has remembered.</summary>
    public bool IsBroken { get; set; }

    void IFanOut.Committed(IReadOnlyList<Append> appends)
    {
        lock (_lock)
        {
            Assert.All(appends, append => Assert.False(append.Outcome.Task.IsCompleted));
            _committed.AddRange(appends);
        }

        if (IsBroken)
        {
            throw new InvalidOperationException("As planned.");
        }
    }

    public void Register(StreamId stream, IGatewayObserver gateway) => throw new NotSupportedException();

    public void Notify(Notice notice) => throw new NotSupportedException();

    public void Announce(IGatewayObserver[] gateways, Announcement announcement) =>
        throw new NotSupportedException();
}
