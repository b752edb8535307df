using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// What a stream comes to: facts applied one after the other. No I/O, no clock, no Orleans; what it keeps is bounded,
/// however long the stream is.
/// </summary>
internal interface IStreamFold<TSelf>
    where TSelf : class, IStreamFold<TSelf>
{
    /// <summary>Where the fold stands.</summary>
    StreamHead Head { get; }

    /// <summary>A stream without facts.</summary>
    static abstract TSelf Empty(StreamId stream);

    /// <summary>A fold as a snapshot kept it, or null when the snapshot has another layout.</summary>
    static abstract TSelf? Restore(StreamId stream, ReadOnlySpan<byte> snapshot);

    /// <summary>Whether <see cref="Apply"/> looks at bodies of this kind. Others are not decrypted for it.</summary>
    static abstract bool ReadsBody(Fact.BodyOneofCase kind);

    /// <summary>The right that a fact gives or takes; null for most.</summary>
    static abstract AccessChange? AccessGivenBy(PersonId author, Fact body);

    /// <summary>
    /// The earlier fact that a fact is about, by its number; 0 for none. Who may not read the one reads the other
    /// elided.
    /// </summary>
    static virtual long AboutOf(Fact body) => 0;

    /// <summary>Who is not pushed a fact as it stands.</summary>
    static virtual PulledBy PullOf(Fact body) => PulledBy.Nobody;

    /// <summary>Takes the next fact in.</summary>
    void Apply(in StreamFact fact);

    /// <summary>What a person may read, or null for nothing.</summary>
    ReadRight? RightOf(PersonId person);

    /// <summary>Everything that <see cref="Restore"/> needs.</summary>
    byte[] ToSnapshot();
}
