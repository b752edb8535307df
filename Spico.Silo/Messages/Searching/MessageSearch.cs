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
    private const int FollowedMax = 64;
    private const uint RetryAfterMilliseconds = 1000;

    private readonly SearchOptions _options = options.Value;
    private readonly SemaphoreSlim _free = new(options.Value.SearchesAtOnce);
    private int _waiting;

    /// <summary>What is configured.</summary>
    public SearchOptions Options => _options;

    /// <summary>Searches all conversations that a person is a member of.</summary>
    public Task<Reply> FindAsync(PersonId person, SearchQuery query) => RunAsync(async () =>
    {
        List<SearchPlace> places = await SearchScope.ReadPlacesAsync(person, storage);
        if (await CatchUpAsync(places))
        {
            places = await SearchScope.ReadPlacesAsync(person, storage);
        }

        return await FindAsync(SearchScope.Of(person, storage.Store), places, person, query);
    });

    /// <summary>Searches one conversation, as a person may read it.</summary>
    public Task<Reply> FindAsync(
        PersonId person, SearchQuery query, StreamId stream, Func<long, SearchPlace> placeOf) =>
        RunAsync(async () =>
        {
            SearchPlace[] places = [placeOf(await SearchScope.CountUnindexedAsync(stream, storage.Store))];
            if (await CatchUpAsync(places))
            {
                places = [placeOf(await SearchScope.CountUnindexedAsync(stream, storage.Store))];
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
        long unindexed = places.Sum(place => place.Unindexed);
        if (unindexed > _options.UnindexedMax)
        {
            return new Reply { Error = NotIndexed(unindexed) };
        }

        SearchMessagesResponse found = await new SearchRun(scope, places, query, storage, _options).FindAsync(person);
        foreach (SearchPlace place in Behind(places, _options.UnindexedKept).Take(FollowedMax))
        {
            _ = IndexOf(place).Follow().AsTask();
        }

        return new Reply { SearchMessages = found };
    }

    /// <summary>Has indexed what is more than a search reads for itself; false when there was nothing to do.</summary>
    private async Task<bool> CatchUpAsync(IReadOnlyCollection<SearchPlace> places)
    {
        if (places.Sum(place => place.Unindexed) <= _options.UnindexedMax)
        {
            return false;
        }

        foreach (SearchPlace[] some in Behind(places, _options.UnindexedKept).Chunk(IndexedAtOnce))
        {
            await Task.WhenAll(some.Select(place => IndexOf(place).Index().AsTask()));
        }

        return true;
    }

    private static IEnumerable<SearchPlace> Behind(IEnumerable<SearchPlace> places, int unindexed) =>
        places.Where(place => place.Unindexed >= unindexed).OrderByDescending(place => place.Unindexed);

    private IConversationSearch IndexOf(SearchPlace place) =>
        grains.GetGrain<IConversationSearch>(StreamKey.Of(place.Stream));

    private static Error NotIndexed(long unindexed) => new()
    {
        Code = ErrorCode.Unavailable,
        Message = $"{unindexed} messages are yet to be indexed; send the same request again.",
        Retryable = true,
        RetryAfterMs = RetryAfterMilliseconds,
    };
}
