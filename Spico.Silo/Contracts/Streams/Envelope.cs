using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// A durable fact on its way to gateways: encoded once, shared by everyone, with in clear what the gateway needs to
/// decide who receives it. Nothing here is ever changed after hand-over, and no buffer is pooled.
/// </summary>
[GenerateSerializer, Immutable]
[Alias("spico.envelope")]
public sealed class Envelope
{
    /// <summary>Encloses an encoded fact.</summary>
    public Envelope(StreamId stream, long seq, DataClass dataClass, byte[] frame, AccessChange? access, long about = 0)
    {
        Stream = stream;
        Seq = seq;
        DataClass = dataClass;
        Frame = frame;
        Access = access;
        About = about;
    }

    /// <summary>The stream of the fact.</summary>
    [Id(0)]
    public StreamId Stream { get; }

    /// <summary>The fact's sequence number.</summary>
    [Id(1)]
    public long Seq { get; }

    /// <summary>Who may read it. Others get it elided.</summary>
    [Id(2)]
    public DataClass DataClass { get; }

    /// <summary>
    /// The protobuf bytes of <c>Frame { push { fact } }</c>: what a protobuf connection sends as it stands.
    /// </summary>
    [Id(3)]
    public byte[] Frame { get; }

    /// <summary>
    /// The right that this fact gives or takes, applied before the next fact is looked at; usually none.
    /// </summary>
    [Id(4)]
    public AccessChange? Access { get; }

    /// <summary>The earlier fact that this one is about; 0: none. Who may not read that one gets this elided.</summary>
    [Id(5)]
    public long About { get; }

    /// <summary>Who is not pushed it.</summary>
    [Id(6)]
    public PulledBy PulledBy { get; init; }
}
