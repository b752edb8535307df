namespace Spico.Silo.Streams;

/// <summary>
/// The store must not be used as it is. The message tells the operator why and what to do, and carries no data of
/// a row.
/// </summary>
internal sealed class StoreRefusedException(string message) : Exception(message);
