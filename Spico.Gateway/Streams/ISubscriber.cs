using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>A session, as the streams it has open see it.</summary>
internal interface ISubscriber
{
    /// <summary>On whose authority the stream is read.</summary>
    Caller Caller { get; }

    /// <summary>Where facts go.</summary>
    Outbox Outbox { get; }

    /// <summary>Completes when the session ends.</summary>
    Task Ending { get; }

    /// <summary>Completes when one more of its streams may catch up, holding a page.</summary>
    Task TakeCatchUpTurnAsync();

    /// <summary>A stream has caught up: the next one may.</summary>
    void ReleaseCatchUpTurn();

    /// <summary>Whether the session has a stream open. May be called under a stream's lock.</summary>
    bool IsOpen(StreamId stream);

    /// <summary>A live push found no room. Ends the session; called under a stream's lock.</summary>
    void FallBehind();

    /// <summary>The stream ended by itself and is no longer open. Called under the stream's lock.</summary>
    void StreamEnded(OpenStream stream);
}
