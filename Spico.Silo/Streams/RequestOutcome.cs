namespace Spico.Silo.Streams;

/// <summary>What a request wrote: enough to answer it again, word for word.</summary>
/// <param name="Seq">Its first fact.</param>
/// <param name="Facts">How many facts.</param>
/// <param name="Ordinal">The ordinal of the first fact.</param>
/// <param name="At">When they were accepted.</param>
internal readonly record struct RequestOutcome(long Seq, int Facts, long Ordinal, long At)
{
    /// <summary>Its last fact.</summary>
    public long LastSeq => Seq + Facts - 1;

    /// <summary>What the first fact of a request tells.</summary>
    public static RequestOutcome Of(FactRow first) => new(first.Seq, first.RequestFacts, first.Ordinal, first.At);
}
