using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// Tells the gateways with open inboxes which conversations of this silo have moved and whose they are, beside the
/// writer and once in a while, so that what is posted pays nothing for who watches. A gateway that could not be told
/// learns from its term that it missed something.
/// </summary>
internal sealed partial class InboxNews(
    IGrainFactory grains, ILogStore store, MovedConversations moved, LocalGateway local, ILogger<InboxNews> logger)
    : BackgroundService
{
    private const int ConversationsAtOnce = 200;
    private const int MembersAtOnce = 10_000;


    private IInboxWatchGrain Watch => grains.GetGrain<IInboxWatchGrain>(0);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // First what moved, then who watches: whoever begins to in between lists their inbox afterwards.
            StreamId[]? conversations = await moved.TakeAsync(stoppingToken);
            try
            {
                await TellAsync(conversations);
            }
            catch (Exception failure)
            {
                Log.NotTold(logger, failure);
                moved.NoteAll();
            }
        }
    }

    private async Task TellAsync(StreamId[]? conversations)
    {
        IGatewayObserver[] gateways = await Watch.Watching();
        if (gateways.Length == 0)
        {
            return;
        }

        if (conversations is null)
        {
            await Task.WhenAll(gateways.Select(Watch.Missed).Select(missed => missed.AsTask()));
            return;
        }

        List<ConversationMove> moves = [];
        int members = 0;
        foreach (StreamId[] some in conversations.Chunk(ConversationsAtOnce))
        {
            PersonId[][] membersOf = await store.ReadMembersAsync(some);
            for (int i = 0; i < some.Length; i++)
            {
                moves.Add(new ConversationMove(some[i], membersOf[i]));
                members += membersOf[i].Length;
                if (members >= MembersAtOnce)
                {
                    await TellAsync(gateways, moves);
                    members = 0;
                }
            }
        }

        await TellAsync(gateways, moves);
    }

    private async Task TellAsync(IGatewayObserver[] gateways, List<ConversationMove> moves)
    {
        if (moves.Count > 0)
        {
            ConversationMove[] told = [.. moves];
            moves.Clear();
            await Task.WhenAll(gateways.Select(gateway => TellAsync(gateway, told)));
        }
    }

    private async Task TellAsync(IGatewayObserver gateway, ConversationMove[] moves)
    {
        try
        {
            await local.Of(gateway).Moved(moves);
        }
        catch (Exception failure)
        {
            Log.GatewayMissed(logger, failure);
            await Watch.Missed(gateway);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Open inboxes could not be told of what moved")]
        public static partial void NotTold(ILogger logger, Exception failure);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A gateway did not take news of inboxes; it will list them")]
        public static partial void GatewayMissed(ILogger logger, Exception failure);
    }
}
