using Spico.Protocol.V1;

namespace Spico.Protocol;

/// <summary>A place in a stream. Positions of different epochs cannot be compared.</summary>
/// <param name="Epoch">The store's epoch; it rises when a backup is restored.</param>
/// <param name="Seq">The sequence number of a fact; 0 is before the first.</param>
public readonly record struct StreamPosition(uint Epoch, long Seq)
{
    /// <summary>Reads a position from the wire.</summary>
    public static StreamPosition From(Position position) => new(position.Epoch, (long)position.Seq);

    /// <summary>The position as it travels.</summary>
    public Position ToMessage() => new() { Epoch = Epoch, Seq = (ulong)Seq };
}
