namespace Spico.Gateway.Sessions;

/// <summary>What became of a push offered to an outbox.</summary>
internal enum OutboxResult
{
    /// <summary>It waits for the reader, who is already going to be woken.</summary>
    Queued,

    /// <summary>
    /// It waits for the reader, and whoever put it there wakes the reader after the last of its batch.
    /// </summary>
    WakeAfterBatch,

    /// <summary>No room: the reader is too slow.</summary>
    Full,

    /// <summary>The session has ended; nobody reads any more.</summary>
    Ended,
}
