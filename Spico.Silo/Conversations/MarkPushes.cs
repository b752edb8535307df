using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Tells people's devices of their marks on one conversation, each once in a while.</summary>
internal sealed class MarkPushes(
    StreamId stream,
    StreamPipeline<ConversationState> pipeline,
    MessageCounts counts,
    StreamServices services,
    IGrainBase grain,
    IGrainFactory grains)
{
    private readonly MarkPace _pace = new(services.Options.MarkPushInterval, services.Time);
    private IGrainTimer? _timer;

    /// <summary>Tells of a mark that is durable, now or with the next that comes.</summary>
    public async ValueTask TellAsync(MarkRow mark, long unread, MarksAsked asked)
    {
        if (_pace.TryPass(mark))
        {
            await TellNowAsync(mark, unread, asked);
        }
        else
        {
            _timer ??= StartTimer();
        }
    }

    private IGrainTimer StartTimer() => grain.RegisterGrainTimer(
        TellWaitingAsync,
        new GrainTimerCreationOptions(services.Options.MarkPushInterval, services.Options.MarkPushInterval)
        {
            Interleave = true,
        });

    /// <summary>Tells those whose time has come; rests when nobody waits. Lost with the activation.</summary>
    private async Task TellWaitingAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_pace.TakeDue().Select(TellLateAsync));
        if (!_pace.HasWaiting)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task TellLateAsync(MarkRow mark)
    {
        // Counted now, not when it began to wait: messages may have come meanwhile.
        (Error? refusal, MarksAsked? asked) = await pipeline.AskAsync((mark.Person, mark.ReadUpTo), MarksAsked.Ask);
        if (refusal is null && asked is not null)
        {
            await TellNowAsync(mark, await counts.UnreadAsync(mark, asked.Member), asked);
        }
    }

    private ValueTask TellNowAsync(MarkRow mark, long unread, MarksAsked asked)
    {
        StreamId inbox = StreamId.InboxOf(mark.Person);
        var changed = new MarkChanged
        {
            Conversation = stream.ToByteString(),
            ReadUpTo = (ulong)mark.ReadUpTo,
            Unread = (ulong)unread,
            Version = (ulong)mark.Version,
            Marks = MarkViews.Of(mark, asked.Member.Head.Ordinal, asked.Cipher),
        };
        byte[] frame = new Frame { Push = new Push { MarkChanged = changed } }.ToByteArray();
        return grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }
}
