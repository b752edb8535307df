using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.Receipts;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// How far the members of one conversation have read, and what each keeps about it for themselves. Lives on its grain's
/// turn.
/// </summary>
internal sealed class MemberMarks(
    StreamId stream,
    StreamPipeline<ConversationState> pipeline,
    MessageCounts counts,
    (MarkPushes Own, MemberReceipts Others) pushes,
    StreamServices services)
{
    private const int KeptMax = 1024;

    private readonly KeptValues<PersonId, MarkRow> _marks = new(
        person => services.Storage.Store.ReadMarkAsync(stream, person), services, KeptMax);

    /// <summary>Moves a member's read position forwards and tells their other devices.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> MoveAsync(PersonId person, long upTo)
    {
        (Error? refusal, MarksAsked? asked) = await pipeline.AskAsync((person, upTo), MarksAsked.Ask);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible() };
        }

        MemberView member = asked.Member;
        if (upTo > member.Head.Seq)
        {
            return new Reply { Error = Refusal.Invalid("up_to", "Not beyond the head.") };
        }

        (long messages, long own) = asked.After ?? await counts.AfterAsync(person, upTo, member.Head.Seq);
        MarkRow? before = await _marks.LoadAsync(person);

        // From here to the log nothing is awaited: two devices that mark at once do it one after the other.
        MarkRow current = CurrentOf(person, before, member);
        MarkRow mark = upTo <= current.ReadUpTo ? current : current with
        {
            ReadUpTo = upTo,
            ReadOrdinal = member.Head.Ordinal - messages,
            ReadOwn = member.Posted - own,
        };
        return await KeepAsync(current, mark, asked, static (mark, unread, _) => new Reply
        {
            MarkRead = new MarkReadResponse { ReadUpTo = (ulong)mark.ReadUpTo, Unread = (ulong)unread },
        });
    }

    /// <summary>
    /// Moves the position that a member has received up to, and tells the others; keeps nothing where nobody is told.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> DeliverAsync(PersonId person, long upTo)
    {
        (Error? refusal, MarksAsked? asked) = await pipeline.AskAsync((person, upTo), MarksAsked.Ask);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible() };
        }

        if (upTo > asked.Member.Head.Seq)
        {
            return new Reply { Error = Refusal.Invalid("up_to", "Not beyond the head.") };
        }

        if (!asked.KeepsReceipts)
        {
            return new Reply { MarkDelivered = new MarkDeliveredResponse() };
        }

        MarkRow? before = await _marks.LoadAsync(person);

        // As above.
        MarkRow mark = CurrentOf(person, before, asked.Member);
        if (upTo > Math.Max(mark.DeliveredUpTo, mark.ReadUpTo))
        {
            mark = mark with { DeliveredUpTo = upTo, Version = _marks.VersionAfter(mark.Version) };
            AppendOutcome outcome = await _marks.WriteAsync(person, mark);
            if (outcome != AppendOutcome.Durable)
            {
                return new Reply { Error = Refusal.Of(outcome) };
            }

            await pushes.Others.MovedAsync(mark);
        }

        ulong delivered = (ulong)Math.Max(mark.DeliveredUpTo, mark.ReadUpTo);
        return new Reply { MarkDelivered = new MarkDeliveredResponse { DeliveredUpTo = delivered } };
    }

    /// <summary>Changes a member's own marks and tells their other devices.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> SetAsync(PersonId person, MarksChange change)
    {
        (Error? refusal, MarksAsked? asked) = await pipeline.AskAsync((person, change.Place), MarksAsked.Ask);
        if (refusal is not null || asked is null)
        {
            return new Reply { Error = refusal ?? Refusal.NotAccessible() };
        }

        MemberView member = asked.Member;
        if (change.Check(member) is { } unfit)
        {
            return new Reply { Error = unfit };
        }

        (long Messages, long Own) after =
            asked.After ?? await counts.AfterAsync(person, change.Place, member.Head.Seq);
        MarkRow? before = await _marks.LoadAsync(person);

        // As above.
        MarkRow current = CurrentOf(person, before, member);
        (Error? unfitting, MarkRow mark) = change.Apply(current, asked, after);
        return unfitting is not null
            ? new Reply { Error = unfitting }
            : await KeepAsync(current, mark, asked, static (mark, unread, asked) => new Reply
            {
                SetMarks = new SetMarksResponse
                {
                    Marks = MarkViews.Of(mark, asked.Member.Head.Ordinal, asked.Cipher),
                    Unread = (ulong)unread,
                    Version = (ulong)mark.Version,
                },
            });
    }

    /// <summary>How far a member has read, and how many messages of others they have left.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<(long UpTo, long Unread)> LookAsync(PersonId person, MemberView member)
    {
        MarkRow mark = CurrentOf(person, await _marks.LoadAsync(person), member);
        return (mark.ReadUpTo, await counts.UnreadAsync(mark, member));
    }

    /// <summary>
    /// The marks in force. Those of an earlier membership count for nothing: a member begins at their addition. What a
    /// message has brought back from the archive is out of it, whatever is marked next.
    /// </summary>
    private MarkRow CurrentOf(PersonId person, MarkRow? before, in MemberView member)
    {
        MarkRow? mark = _marks.Latest(person, before);
        if (mark is null || mark.ReadUpTo < member.Since)
        {
            return new MarkRow
            {
                Stream = stream,
                Person = person,
                ReadUpTo = member.Since,
                ReadOrdinal = member.SinceOrdinal,
                ReadOwn = 0,
                Version = mark?.Version ?? 0,
            };
        }

        return mark with
        {
            ArchivedOrdinal = mark.IsArchivedAt(member.Head.Ordinal)
                ? Math.Max(mark.ArchivedOrdinal, member.Head.Ordinal)
                : MarkRow.NotArchived,
        };
    }

    /// <summary>Writes a mark that differs from the current one, and answers.</summary>
    private async ValueTask<Reply> KeepAsync(
        MarkRow current, MarkRow mark, MarksAsked asked, Func<MarkRow, long, MarksAsked, Reply> answer)
    {
        if (mark == current)
        {
            return answer(current, await counts.UnreadAsync(current, asked.Member), asked);
        }

        mark = mark with { Version = _marks.VersionAfter(current.Version) };
        AppendOutcome outcome = await _marks.WriteAsync(mark.Person, mark);
        if (outcome != AppendOutcome.Durable)
        {
            return new Reply { Error = Refusal.Of(outcome) };
        }

        long unread = await counts.UnreadAsync(mark, asked.Member);
        await pushes.Own.TellAsync(mark);
        if (asked.KeepsReceipts && mark.ReadUpTo > current.ReadUpTo)
        {
            await pushes.Others.MovedAsync(mark);
        }

        return answer(mark, unread, asked);
    }
}
