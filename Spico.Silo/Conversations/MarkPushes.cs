using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Tells people's devices of their marks on one conversation, each once in a while.</summary>
internal sealed class MarkPushes
{
    private readonly StreamId _stream;
    private readonly StreamPipeline<ConversationState> _pipeline;
    private readonly MessageCounts _counts;
    private readonly IGrainFactory _grains;
    private readonly PacedPushes<PersonId, MarkRow> _pushes;

    public MarkPushes(
        StreamId stream,
        StreamPipeline<ConversationState> pipeline,
        MessageCounts counts,
        StreamServices services,
        IGrainBase grain,
        IGrainFactory grains)
    {
        _stream = stream;
        _pipeline = pipeline;
        _counts = counts;
        _grains = grains;
        _pushes = new PacedPushes<PersonId, MarkRow>(services, grain, TellLateAsync);
    }

    /// <summary>Tells of a mark that is durable, now or with the next that comes.</summary>
    public ValueTask TellAsync(MarkRow mark, long unread, MarksAsked asked) =>
        _pushes.TryPass(mark.Person, mark) ? TellNowAsync(mark, unread, asked) : ValueTask.CompletedTask;

    private async Task TellLateAsync(MarkRow mark)
    {
        // Counted now, not when it began to wait: messages may have come meanwhile.
        (Error? refusal, MarksAsked? asked) = await _pipeline.AskAsync((mark.Person, mark.ReadUpTo), MarksAsked.Ask);
        if (refusal is null && asked is not null)
        {
            await TellNowAsync(mark, await _counts.UnreadAsync(mark, asked.Member), asked);
        }
    }

    private ValueTask TellNowAsync(MarkRow mark, long unread, MarksAsked asked)
    {
        StreamId inbox = StreamId.InboxOf(mark.Person);
        var changed = new MarkChanged
        {
            Conversation = _stream.ToByteString(),
            ReadUpTo = (ulong)mark.ReadUpTo,
            Unread = (ulong)unread,
            Version = (ulong)mark.Version,
            Marks = MarkViews.Of(mark, asked.Member.Head.Ordinal, asked.Cipher),
        };
        byte[] frame = new Frame { Push = new Push { MarkChanged = changed } }.ToByteArray();
        return _grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }
}
