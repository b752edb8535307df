using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// Carries what became durable to the gateways, beside the writer, one a silo. A seam: the fault tests put one in its
/// place that pushes too early.
/// </summary>
internal interface IFanOut
{
    /// <summary>The stream's facts are from now on delivered to the gateway.</summary>
    void Register(StreamId stream, IGatewayObserver gateway);

    /// <summary>
    /// These appends were committed, in this order. Called by the writer after each commit; returns at once. A
    /// gateway concerned by nothing costs nothing; the path allocates per gateway and batch, never per member.
    /// </summary>
    void Committed(IReadOnlyList<Append> appends);

    /// <summary>Tells the sessions of a person, where their inbox is open.</summary>
    void Notify(Notice notice);

    /// <summary>
    /// Tells the sessions of several persons, where their inbox is open on one of these gateways: who has it open they
    /// know. Returns at once.
    /// </summary>
    void Announce(IGatewayObserver[] gateways, Announcement announcement);
}
