namespace Spico.Silo.Streams;

/// <summary>The store failed. Its message carries no data of a row.</summary>
internal sealed class StoreException(StoreFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public StoreFailure Failure { get; } = failure;
}
