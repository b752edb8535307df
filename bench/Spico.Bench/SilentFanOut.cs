using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Bench;

/// <summary>Nobody listens.</summary>
internal sealed class SilentFanOut : IFanOut
{
    public void Register(StreamId stream, IGatewayObserver gateway)
    {
    }

    public void Committed(IReadOnlyList<Append> appends)
    {
    }

    public void Notify(Notice notice)
    {
    }

    public void Announce(IGatewayObserver[] gateways, Announcement announcement)
    {
    }
}
