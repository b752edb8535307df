using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// How far the members of one conversation have read. Lives on its grain's turn. The marks seen last are kept, a
/// bounded number; the store has them all.
/// </summary>
internal sealed class ReadMarks(
    StreamId stream,
    StreamPipeline<ConversationState> pipeline,
    StreamServices services,
    IGrainBase grain,
    IGrainFactory grains)
{
    private const int KeptMax = 1024;

    private readonly Dictionary<PersonId, MarkRow?> _marks = [];
    private readonly MarkPace _pace = new(services.Options.MarkPushInterval, services.Time);
    private IGrainTimer? _timer;

    /// <summary>Moves a member's read position forwards and tells their other devices.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> MoveAsync(PersonId person, long upTo)
    {
        (Error? refusal, Question? asked) = await pipeline.AskAsync((person, upTo), Question.Ask);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible() };
        }

        MemberView member = asked.Member;
        if (upTo > member.Head.Seq)
        {
            return new Reply { Error = Refusal.Invalid("up_to", "Not beyond the head.") };
        }

        (long messages, long own) = asked.After ?? await CountAfterAsync(person, upTo, member.Head.Seq);
        MarkRow? before = await LoadAsync(person);

        // From here to the log nothing is awaited: two devices that read at once move the mark one after the other.
        ReadPlace place = ReadPlace.Of(_marks.GetValueOrDefault(person, before), member);
        if (upTo <= place.UpTo)
        {
            return Marked(place.UpTo, await UnreadAsync(person, place, member));
        }

        var mark = new MarkRow
        {
            Stream = stream,
            Person = person,
            ReadUpTo = upTo,
            ReadOrdinal = member.Head.Ordinal - messages,
            ReadOwn = member.Posted - own,
            // Later than any mark of an activation that this one does not know of.
            Version = Math.Max(place.Version + 1, services.Now),
        };
        Keep(person, mark);
        AppendOutcome outcome = await services.Storage.Log.Mark(mark);
        if (outcome != AppendOutcome.Durable)
        {
            _marks.Remove(person);
            return new Reply { Error = Refusal.Of(outcome) };
        }

        long unread = await UnreadAsync(person, ReadPlace.Of(mark, member), member);
        if (_pace.TryPass(mark))
        {
            await TellAsync(mark, unread);
        }
        else
        {
            _timer ??= StartTimer();
        }

        return Marked(upTo, unread);
    }

    /// <summary>How far a member has read, and how many messages of others they have left.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<(long UpTo, long Unread)> LookAsync(PersonId person, MemberView member)
    {
        ReadPlace place = ReadPlace.Of(await LoadAsync(person), member);
        return (place.UpTo, await UnreadAsync(person, place, member));
    }

    private async ValueTask<MarkRow?> LoadAsync(PersonId person)
    {
        if (_marks.TryGetValue(person, out MarkRow? kept))
        {
            return kept;
        }

        MarkRow? stored = await services.Storage.Store.ReadMarkAsync(stream, person);
        // Meanwhile a newer one may have come.
        return _marks.TryGetValue(person, out kept) ? kept : Keep(person, stored);
    }

    private MarkRow? Keep(PersonId person, MarkRow? mark)
    {
        if (_marks.Count >= KeptMax)
        {
            _marks.Clear();
        }

        return _marks[person] = mark;
    }

    private async ValueTask<(long Messages, long Own)> CountAfterAsync(PersonId person, long after, long upTo)
    {
        ILogStore store = services.Storage.Store;
        long own = await store.CountMessagesAsync(stream, after, new MessageCount(person, OfOthers: false, upTo, 0));
        long others = await store.CountMessagesAsync(stream, after, new MessageCount(person, OfOthers: true, upTo, 0));
        return (own + others, own);
    }

    private async ValueTask<long> UnreadAsync(PersonId person, ReadPlace place, MemberView member) =>
        member.Access.Withheld == 0
            ? member.Head.Ordinal - place.Ordinal - (member.Posted - place.Own)
            : await services.Storage.Store.CountMessagesAsync(
                stream, place.UpTo, new MessageCount(person, true, member.Head.Seq, member.Access.Withheld));

    private IGrainTimer StartTimer() => grain.RegisterGrainTimer(
        TellWaitingAsync,
        new GrainTimerCreationOptions(services.Options.MarkPushInterval, services.Options.MarkPushInterval)
        {
            Interleave = true,
        });

    /// <summary>Tells those whose time has come; rests when nobody waits. Lost with the activation.</summary>
    private async Task TellWaitingAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_pace.TakeDue().Select(TellNowAsync));
        if (!_pace.HasWaiting)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task TellNowAsync(MarkRow mark)
    {
        // Counted now, not when it began to wait: messages may have come meanwhile.
        (Error? refusal, Question? asked) = await pipeline.AskAsync((mark.Person, mark.ReadUpTo), Question.Ask);
        if (refusal is null && asked is not null)
        {
            await TellAsync(mark, await UnreadAsync(mark.Person, ReadPlace.Of(mark, asked.Member), asked.Member));
        }
    }

    private ValueTask TellAsync(MarkRow mark, long unread)
    {
        StreamId inbox = StreamId.InboxOf(mark.Person);
        var changed = new MarkChanged
        {
            Conversation = stream.ToByteString(),
            ReadUpTo = (ulong)mark.ReadUpTo,
            Unread = (ulong)unread,
            Version = (ulong)mark.Version,
        };
        byte[] frame = new Frame { Push = new Push { MarkChanged = changed } }.ToByteArray();
        return grains.GetGrain<IInboxGrain>(StreamKey.Of(inbox)).Tell(new Notice(inbox, frame));
    }

    private static Reply Marked(long upTo, long unread) => new()
    {
        MarkRead = new MarkReadResponse { ReadUpTo = (ulong)upTo, Unread = (ulong)unread },
    };

    private sealed record Question(MemberView Member, (long Messages, long Own)? After)
    {
        public static Question? Ask(ConversationState fold, (PersonId Person, long UpTo) about)
        {
            if (fold.MembershipOf(about.Person) is not { } member)
            {
                return null;
            }

            bool isRecent = fold.TryCountAfter(about.UpTo, about.Person, out long messages, out long own);
            return new Question(MemberView.Of(fold, member), isRecent ? (messages, own) : null);
        }
    }
}
