using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Messages.Searching;

/// <summary>
/// Searches on this silo: so many at once, off the turns of the grains that checked the rights, each with an index that
/// is near enough to the facts.
/// </summary>
internal sealed class MessageSearch(StreamStorage storage, IOptions<SearchOptions> options, IGrainFactory grains)
    : IDisposable
{
    private const int IndexedAtOnce = 8;
    // Each place whose index is behind is one more question to the store: beyond so many, few messages count as much.
    private const int PlacesBehindKept = 64;
    private const int PlacesBehindMax = 512;

    private const uint RetryAfterMilliseconds = 1000;

    private readonly SearchOptions _options = options.Value;
    private readonly SemaphoreSlim _free = new(options.Value.SearchesAtOnce);
    private int _waiting;

    /// <summary>What is configured.</summary>
    public SearchOptions Options => _options;

    /// <summary>
    /// Searches all conversations that a person is a member of, but for classes withheld from who acts for them.
    /// </summary>
    public Task<Reply> FindAsync(PersonId person, SearchQuery query, uint withheld) => RunAsync(async () =>
    {
        List<SearchPlace> places = await SearchScope.ReadPlacesAsync(person, withheld, storage);
        if (await CatchUpAsync(places))
        {
            places = await SearchScope.ReadPlacesAsync(person, withheld, storage);
        }

        return await FindAsync(SearchScope.Of(person, storage.Store), places, person, query);
    });

    /// <summary>Searches one conversation, as a person may read it.</summary>
    public Task<Reply> FindAsync(
        PersonId person, SearchQuery query, StreamId stream, Func<IndexPosition, SearchPlace> placeOf) =>
        RunAsync(async () =>
        {
            SearchPlace[] places = [placeOf(await SearchScope.ReadPositionAsync(stream, storage.Store))];
            if (await CatchUpAsync(places))
            {
                places = [placeOf(await SearchScope.ReadPositionAsync(stream, storage.Store))];
            }

            return await FindAsync(SearchScope.Of(stream, storage.Store), places, person, query);
        });

    public void Dispose() => _free.Dispose();

    private async Task<Reply> RunAsync(Func<Task<Reply>> search)
    {
        if (Interlocked.Increment(ref _waiting) > _options.SearchesAtOnce + _options.SearchesWaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return new Reply { Error = Refusal.Overloaded(_options.SearchesWaitingMax) };
        }

        try
        {
            await _free.WaitAsync();
            try
            {
                return await Task.Run(search);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<Reply> FindAsync(
        SearchScope scope, IReadOnlyCollection<SearchPlace> places, PersonId person, SearchQuery query)
    {
        long behind = places.Sum(place => place.Index.Behind);
        if (behind > _options.UnindexedMax)
        {
            return new Reply { Error = NotIndexed(behind) };
        }

        SearchMessagesResponse found = await new SearchRun(scope, places, query, storage, _options).FindAsync(person);
        foreach (SearchPlace place in Behind(places)
            .Where((place, i) => i >= PlacesBehindKept || place.Index.Behind >= _options.UnindexedKept))
        {
            _ = IndexOf(place).Follow().AsTask();
        }

        return new Reply { SearchMessages = found };
    }

    /// <summary>Has indexed what is more than a search reads for itself; false when there was nothing to do.</summary>
    private async Task<bool> CatchUpAsync(IReadOnlyCollection<SearchPlace> places)
    {
        SearchPlace[] behind = [.. Behind(places)];
        if (behind.Length <= PlacesBehindMax && places.Sum(place => place.Index.Behind) <= _options.UnindexedMax)
        {
            return false;
        }

        foreach (SearchPlace[] some in behind.Chunk(IndexedAtOnce))
        {
            await Task.WhenAll(some.Select(place => IndexOf(place).Index().AsTask()));
        }

        return true;
    }

    private static IEnumerable<SearchPlace> Behind(IEnumerable<SearchPlace> places) =>
        places.Where(place => place.Index.Behind > 0).OrderByDescending(place => place.Index.Behind);

    private IConversationSearch IndexOf(SearchPlace place) =>
        grains.GetGrain<IConversationSearch>(StreamKey.Of(place.Stream));

    private static Error NotIndexed(long behind) => new()
    {
        Code = ErrorCode.Unavailable,
        Message = $"{behind} messages are yet to be indexed; send the same request again.",
        Retryable = true,
        RetryAfterMs = RetryAfterMilliseconds,
    };
}
