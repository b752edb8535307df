using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Messages.Searching;

/// <summary>A cluster whose index is made of small pieces, and made before a search once a few messages wait.</summary>
public class SearchedClinic : Cluster
{
    /// <summary>So many messages a search reads for itself.</summary>
    internal const int UnindexedMax = 6;

    internal Task<Reply> SearchAsync(PersonId person, SearchMessagesRequest request) =>
        Grains.GetGrain<IMessageSearchGrain>(StreamKey.Of(StreamId.InboxOf(person)))
            .Search(As(person), request).AsTask();

    /// <summary>All that is found, page by page.</summary>
    internal async Task<List<FoundMessage>> FindAsync(PersonId person, SearchMessagesRequest request)
    {
        List<FoundMessage> found = [];
        request = request.Clone();
        while (true)
        {
            Reply reply = await SearchAsync(person, request);
            Assert.Null(reply.Error);
            found.AddRange(reply.SearchMessages.Messages);
            if (reply.SearchMessages.Next.Length == 0)
            {
                return found;
            }

            request.Cursor = reply.SearchMessages.Next;
        }
    }

    /// <summary>The texts found, the newest first.</summary>
    internal async Task<List<string>> TextsAsync(PersonId person, string text, StreamId? conversation = null)
    {
        var request = new SearchMessagesRequest { Text = text };
        if (conversation is { } within)
        {
            request.Conversation = within.ToByteString();
        }

        return
        [
            .. (await FindAsync(person, request)).Select(
                found => found.Message.Edit?.MessageEdited.Text ?? found.Message.Posted.MessagePosted.Text),
        ];
    }

    /// <summary>Has everything indexed.</summary>
    internal async Task IndexAsync(StreamId conversation) =>
        await Silos[0].GetRequiredService<IGrainFactory>()
            .GetGrain<IConversationSearch>(StreamKey.Of(conversation)).Index();

    /// <summary>The rows of the index of a conversation.</summary>
    internal async Task<List<SegmentRow>> SegmentsAsync(StreamId conversation) =>
        await Silos[0].GetRequiredService<ILogStore>().ReadRowsAsync(
            new RowSql(
                "SELECT first, last, ordinal, messages, sealed FROM search_segment WHERE stream = $1 ORDER BY 1"),
            row => new SegmentRow
            {
                Stream = conversation,
                First = row.Number(0),
                Last = row.Number(1),
                Ordinal = row.Number(2),
                Messages = row.Number(3),
                Sealed = row.Bytes(4),
            },
            conversation.Value);

    private protected override void Configure(IServiceCollection services) =>
        services.Configure<SearchOptions>(Configure);

    private protected virtual void Configure(SearchOptions options)
    {
        options.SearchesPerMinute = 0;
        options.UnindexedMax = UnindexedMax;
        options.UnindexedKept = 2;
        options.SegmentMessages = 4;
        options.SweptAtOnce = 2;
        options.SweptWhenBehind = 5;
        options.SweepPeriod = TimeSpan.FromHours(1);
    }
}
