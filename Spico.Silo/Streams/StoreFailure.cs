namespace Spico.Silo.Streams;

/// <summary>How the store failed.</summary>
internal enum StoreFailure
{
    /// <summary>Nothing was written; the store cannot be reached now.</summary>
    Unavailable,

    /// <summary>
    /// Nothing was written; deadlock or serialization failure: the same batch may be run again at once.
    /// </summary>
    Retry,

    /// <summary>The connection broke while committing: written or not, as a whole.</summary>
    Unknown,

    /// <summary>Nothing was written: the disk is full.</summary>
    StorageFull,

    /// <summary>Nothing was written: something in the batch is unacceptable to the store.</summary>
    Rejected,
}
