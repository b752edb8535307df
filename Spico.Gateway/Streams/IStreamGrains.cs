using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>What following streams asks of the silos. A seam: tests put a scripted log in its place.</summary>
internal interface IStreamGrains
{
    /// <summary>Checks the caller's right to read, and has the stream's facts delivered to this gateway.</summary>
    ValueTask<Subscription> SubscribeAsync(Caller caller, StreamId stream);

    /// <summary>Has the facts of a stream delivered again, on the right of a caller who has it open.</summary>
    ValueTask<Subscription> FollowAsync(Caller caller, StreamId stream);

    /// <summary>Tells a stream that a session has it open no more. False: it is to be told again.</summary>
    ValueTask<bool> ClosedAsync(Closing closing);

    /// <summary>A page of facts as the caller may read them.</summary>
    ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId stream, HistoryQuery query);

    /// <summary>The durable heads of streams, in the order asked.</summary>
    ValueTask<StreamHeads> HeadsAsync(StreamId[] streams);

    /// <summary>
    /// Has this gateway told which conversations move, for a while. While the term returned stays the same, nothing was
    /// missed.
    /// </summary>
    ValueTask<Guid> WatchInboxesAsync();

    /// <summary>Conversations of an inbox as its owner may read them.</summary>
    ValueTask<Reply> ReadInboxAsync(Caller caller, StreamId inbox, StreamId[] conversations);

    /// <summary>Until when somebody may act for a person, as that person's inbox says; 0: they may not.</summary>
    ValueTask<long> ActsUntilAsync(PersonId person, PersonId actedBy);
}
