using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>What one person may read of a stream.</summary>
/// <param name="VisibleAfter">Facts they may read begin after this sequence number; 0: all of them.</param>
/// <param name="Withheld">The data classes they see elided, as a set of bits: bit n stands for class n.</param>
[GenerateSerializer, Immutable]
[Alias("spico.stream-access")]
public sealed record StreamAccess([property: Id(0)] long VisibleAfter, [property: Id(1)] uint Withheld)
{
    /// <summary>Everything, from the beginning.</summary>
    public static StreamAccess All { get; } = new(0, 0);

    /// <summary>The same without these classes, as bits.</summary>
    public StreamAccess Without(uint classes) =>
        (Withheld | classes) == Withheld ? this : this with { Withheld = Withheld | classes };

    /// <summary>Whether a fact of this class is told, or only its position.</summary>
    public bool CanRead(DataClass dataClass) => (Withheld & (1u << (int)dataClass)) == 0;

    /// <summary>The same for a fact about an earlier one; 0: about none.</summary>
    public bool CanRead(DataClass dataClass, long about) =>
        CanRead(dataClass) && (about == 0 || about > VisibleAfter);
}
