using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>What is asked of every log store in the same way.</summary>
internal static class LogStoreExtensions
{
    /// <summary>The facts as they are stored.</summary>
    public static ValueTask<List<FactRow>> ReadFactsAsync(
        this ILogStore store, StreamId stream, long from, bool backwards, int limit) =>
        store.ReadFactsAsync(stream, from, backwards, limit, static fact => fact);
}
