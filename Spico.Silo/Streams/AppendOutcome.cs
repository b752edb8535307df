namespace Spico.Silo.Streams;

/// <summary>How an append ended.</summary>
internal enum AppendOutcome
{
    /// <summary>Committed and flushed.</summary>
    Durable,

    /// <summary>
    /// Not written: the head was not where it was expected, one of the requests was there already, or an append
    /// before it in the same stream was lost.
    /// </summary>
    Lost,

    /// <summary>
    /// The commit's outcome could not be learnt. The writer has read the heads back before it reports this, so the
    /// store can now be asked.
    /// </summary>
    Unknown,

    /// <summary>Not written, because the writer's queue is full.</summary>
    Overloaded,

    /// <summary>Not written: the store cannot be reached.</summary>
    Unavailable,

    /// <summary>Not written: the disk is full.</summary>
    StorageFull,
}
