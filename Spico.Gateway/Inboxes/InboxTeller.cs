using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Inboxes;

/// <summary>
/// Tells open inboxes how their conversations stand: reads the entries on the person's own authority and pushes each to
/// those of their sessions that have not the conversation open. A person is asked about once at a time, so that the
/// last entry pushed is the newest.
/// </summary>
internal sealed partial class InboxTeller(
    StreamHub hub,
    Lazy<IStreamGrains> grains,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<InboxTeller> logger) : BackgroundService
{
    private static readonly SharedPush ListAgain = PushOf(new InboxChanged());

    private bool IsNeeded => hub.Streams.Any(stream => stream.Id.Kind == StreamKind.Inbox);

    /// <summary>Tells what has gathered, once.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        Dictionary<StreamId, HashSet<StreamId>?> changed = await hub.Inboxes.Changed.TakeAsync(cancellationToken);
        var limits = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = options.Value.InboxesAtOnce,
        };
        bool hasFailed = false;
        await Parallel.ForEachAsync(changed, limits, async (inbox, _) =>
        {
            if (!await TryTellAsync(inbox.Key, inbox.Value))
            {
                hasFailed = true;
            }
        });
        if (hasFailed)
        {
            await Task.Delay(options.Value.RetryDelayMax, time, cancellationToken);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(TellAsync, stoppingToken),
        RepeatAsync(WatchAsync, stoppingToken));

    private static SharedPush PushOf(InboxChanged changed) =>
        new(new Frame { Push = new Push { InboxChanged = changed } }.ToByteArray());

    private async Task RepeatAsync(Func<CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await act(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The server is stopping.
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(options.Value.InboxWatchInterval, time, cancellationToken);
        if (IsNeeded)
        {
            await hub.Inboxes.RenewAsync();
        }
        else
        {
            hub.Inboxes.Rest();
        }
    }

    /// <summary>False when it is to be tried again.</summary>
    private async ValueTask<bool> TryTellAsync(StreamId id, HashSet<StreamId>? conversations)
    {
        if (hub.Find(id) is not { } inbox || inbox.Snapshot() is not [var open, ..])
        {
            return true;
        }

        List<Outbox> touched = [];
        if (conversations is null)
        {
            inbox.Publish(ListAgain, touched);
            StreamHub.Wake(touched);
            return true;
        }

        try
        {
            Reply reply = await grains.Value.ReadInboxAsync(open.Subscriber.Caller, id, [.. conversations]);
            if (reply.Error is { } refusal)
            {
                Log.Failed(logger, refusal.Code.ToString());
                return !refusal.Retryable || NoteAgain(id);
            }

            foreach (InboxEntry entry in reply.ListInbox.Entries)
            {
                StreamId.TryFrom(entry.Conversation, out StreamId conversation);
                inbox.Publish(PushOf(new InboxChanged { Entry = entry }), touched, without: conversation);
            }

            StreamHub.Wake(touched);
            return true;
        }
        catch (Exception exception)
        {
            // Silos come and go; whatever the reason, the answer is to try again.
            Log.Failed(logger, exception.GetType().Name);
            return NoteAgain(id);
        }
    }

    // It has missed something by then: it lists once, instead of being told one by one what others need too.
    private bool NoteAgain(StreamId inbox)
    {
        hub.Inboxes.Changed.NoteAll(inbox);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "An open inbox cannot be told of changes now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
