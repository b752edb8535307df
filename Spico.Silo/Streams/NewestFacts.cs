using Microsoft.Extensions.Caching.Memory;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The newest facts of streams that are being read just now, whole and opened: when everybody comes back to a
/// conversation at once, the store is read once. What is kept belongs to one head and is of no use after it, so nothing
/// that writes has to know of it. Holds some 64 MiB at most. Called on the turn of the stream's grain.
/// </summary>
internal sealed class NewestFacts : IDisposable
{
    /// <summary>How many a stream's page holds.</summary>
    public const int Count = 64;

    private const int BytesMax = 32 * 1024;
    private const int PagesMax = 2048;
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = PagesMax });

    /// <summary>Whether what is asked can lie in the newest facts of a stream.</summary>
    public static bool MayHold(HistoryQuery query, long from, long head) => query.Backwards
        ? query.Limit <= Count && (from - query.Limit > head - Count || head <= Count)
        : from < head && from >= head - Count;

    /// <summary>The newest facts up to a head, oldest first: those at hand, or those that are read now.</summary>
    public Task<Envelope[]> ReadAsync(StreamId stream, StreamPosition head, Func<Task<Envelope[]>> read)
    {
        if (_pages.TryGetValue(stream, out Page? page) && page!.Head == head)
        {
            return page.Facts;
        }

        Task<Envelope[]> facts = ReadAsync(stream, read);
        if (!facts.IsCompleted)
        {
            var entry = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = KeptFor };
            _pages.Set(stream, new Page(head, facts), entry);
        }

        return facts;
    }

    public void Dispose() => _pages.Dispose();

    private async Task<Envelope[]> ReadAsync(StreamId stream, Func<Task<Envelope[]>> read)
    {
        bool isKept = false;
        try
        {
            Envelope[] facts = await read();
            isKept = facts.Sum(fact => fact.Frame.Length) <= BytesMax;
            return facts;
        }
        finally
        {
            if (!isKept)
            {
                _pages.Remove(stream);
            }
        }
    }

    private sealed record Page(StreamPosition Head, Task<Envelope[]> Facts);
}
