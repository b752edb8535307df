using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages.Searching;

public sealed class SearchLimitTests(StrictClinic clinic) : IClassFixture<StrictClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly SearchMessagesRequest _request = new() { Text = "mot" };

    [Fact]
    public async Task A_person_makes_so_many_searches_a_minute()
    {
        for (int i = 0; i < StrictClinic.SearchesPerMinute; i++)
        {
            Assert.Null((await clinic.SearchAsync(_alice, _request)).Error);
        }

        Error refused = (await clinic.SearchAsync(_alice, _request)).Error;
        Assert.Equal(
            (ErrorCode.RateLimited, true, (ulong)StrictClinic.SearchesPerMinute),
            (refused.Code, refused.Retryable, refused.Limit));
        Assert.InRange(refused.RetryAfterMs, 1u, 60_000u);
        Assert.Null((await clinic.SearchAsync(PersonId.New(), _request)).Error);
    }

    [Fact]
    public async Task A_page_looks_through_so_many_segments_and_the_next_goes_on()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        for (int i = 0; i < 6; i++)
        {
            PostMessageResponse last = await clinic.PostAsync(_alice, round, $"mot{i}");
            // What was posted in one millisecond is looked through together.
            await Eventually.IsTrue(
                "the clock goes on", () => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() > last.At);
        }

        var request = new SearchMessagesRequest { Text = "mot0" };
        SearchMessagesResponse page = (await clinic.SearchAsync(_alice, request)).SearchMessages;
        Assert.Empty(page.Messages);
        Assert.NotEmpty(page.Next);
        Assert.Equal(["mot0"], await clinic.TextsAsync(_alice, "mot0"));
    }

    [Fact]
    public async Task While_the_index_cannot_follow_a_search_says_how_much_is_left()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        await clinic.PostAsync(_alice, round, "mot");
        FaultyStore store = clinic.Silos[0].GetRequiredService<FaultyStore>();
        store.OnCommit = (batch, commit) => batch.Following.Count > 0
            ? throw new StoreException(StoreFailure.StorageFull, "full")
            : commit();
        Error refused = (await clinic.SearchAsync(_alice, _request)).Error;
        store.OnCommit = null;
        Assert.Equal((ErrorCode.Unavailable, true), (refused.Code, refused.Retryable));
        Assert.StartsWith("1 messages", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["mot"], await clinic.TextsAsync(_alice, "mot"));
    }

    [Fact]
    public async Task Searches_beyond_those_that_may_wait_are_refused()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        await clinic.PostAsync(_alice, round, "mot");
        FaultyStore store = clinic.Silos[0].GetRequiredService<FaultyStore>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goesOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.OnCommit = async (batch, commit) =>
        {
            if (batch.Following.Count > 0)
            {
                begun.TrySetResult();
                await goesOn.Task;
            }

            return await commit();
        };
        Task<Reply> first = clinic.SearchAsync(_alice, _request);
        await Eventually.Completes("the first search has it indexed", begun.Task);
        Error refused = (await clinic.SearchAsync(PersonId.New(), _request)).Error;
        goesOn.SetResult();
        store.OnCommit = null;
        Assert.Equal((ErrorCode.Overloaded, true), (refused.Code, refused.Retryable));
        Assert.Single((await first).SearchMessages.Messages);
    }
}
