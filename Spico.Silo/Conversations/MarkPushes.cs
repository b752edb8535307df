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
        _pushes = new PacedPushes<PersonId, MarkRow>(services, grain, TellNowAsync);
    }

    /// <summary>Tells of a mark that is durable, now or with the next that comes.</summary>
    public Task TellAsync(MarkRow mark) =>
        _pushes.TryPass(mark.Person, mark) ? TellNowAsync(mark) : Task.CompletedTask;

    private async Task TellNowAsync(MarkRow mark)
    {
        // Counted after the mark is durable: who reads the count elsewhere sees this mark, or an older head.
        (Error? refusal, MarksAsked? asked) = await _pipeline.AskAsync((mark.Person, mark.ReadUpTo), MarksAsked.Ask);
        if (refusal is null && asked is not null)
        {
            await TellAsync(mark, await _counts.UnreadAsync(mark, asked.Member), asked);
        }
    }

    private ValueTask TellAsync(MarkRow mark, long unread, MarksAsked asked)
    {
        StreamId inbox = StreamId.InboxOf(mark.Person);
        var changed = new MarkChanged
        {
            Conversation = _stream.ToByteString(),
            ReadUpTo = (ulong)mark.ReadUpTo,
            Unread = (ulong)unread,
            Version = (ulong)mark.Version,
            Head = (ulong)asked.Member.Head.Seq,
            Marks = MarkViews.Of(mark, asked.Member.Head.Ordinal, asked.Cipher),
        };
        byte[] frame = new Frame { Push = new Push { MarkChanged = changed } }.ToByteArray();
        return _grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }
}
