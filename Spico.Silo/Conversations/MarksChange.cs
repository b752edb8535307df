using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A wish to change marks, its fields already checked.</summary>
internal sealed class MarksChange
{
    // 9999-12-31T23:59:59.999Z.
    private const long DueAtMax = 253_402_300_799_999;

    private readonly SetMarksRequest _request;

    private MarksChange(SetMarksRequest request) => _request = request;

    /// <summary>After this place messages are to count as unread; past all of them when that is not asked.</summary>
    public long Place => _request.HasUnreadFrom && _request.UnreadFrom > 0
        ? (long)_request.UnreadFrom - 1
        : long.MaxValue;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(StreamId stream, SetMarksRequest request, out MarksChange? change)
    {
        change = null;
        if (ConversationFields.Check(stream, request.Conversation) is { } unfit)
        {
            return unfit;
        }

        if (request.HasNote && Encoding.UTF8.GetByteCount(request.Note) > ConversationLimits.NoteBytes)
        {
            return Refusal.TooLarge("note", ConversationLimits.NoteBytes, "bytes");
        }

        if (request.HasDueAt && request.DueAt is < 0 or > DueAtMax)
        {
            return Refusal.Invalid("due_at", "A time, or 0.", DueAtMax);
        }

        if (request is { HasTodo: true, Todo: false } && (request.HasDueAt || request.HasNote))
        {
            return Refusal.Invalid(request.HasDueAt ? "due_at" : "note", "Not while the mark is taken away.");
        }

        if (request.UnreadFrom > long.MaxValue)
        {
            return Refusal.Invalid("unread_from", "Not beyond the head.");
        }

        change = new MarksChange(request);
        return null;
    }

    /// <summary>Whether the conversation allows it to this member; null when it does.</summary>
    public Error? Check(in MemberView member) =>
        !_request.HasUnreadFrom || _request.UnreadFrom == 0 ? null
        : (long)_request.UnreadFrom > member.Head.Seq ? Refusal.Invalid("unread_from", "Not beyond the head.")
        : (long)_request.UnreadFrom <= member.Access.VisibleAfter
            ? Refusal.Invalid("unread_from", "Only what you may read.")
        : null;

    /// <summary>The marks as they are to be, or a refusal.</summary>
    /// <param name="mark">The marks as they are.</param>
    /// <param name="asked">The conversation.</param>
    /// <param name="after">The messages after <see cref="Place"/>, and the member's own.</param>
    public (Error? Refusal, MarkRow Mark) Apply(MarkRow mark, MarksAsked asked, (long Messages, long Own) after)
    {
        mark = With(MarkFlags.Pinned, _request.HasPinned, _request.Pinned, mark);
        mark = With(MarkFlags.Muted, _request.HasMuted, _request.Muted, mark);
        mark = With(MarkFlags.Todo, _request.HasTodo, _request.Todo, mark);
        if (_request.HasArchived)
        {
            mark = mark with
            {
                ArchivedOrdinal = _request.Archived ? asked.Member.Head.Ordinal : MarkRow.NotArchived,
            };
        }

        if (_request.HasUnreadFrom)
        {
            mark = _request.UnreadFrom == 0
                ? mark with { UnreadFrom = 0, UnreadOrdinal = 0, UnreadOwn = 0 }
                : mark with
                {
                    UnreadFrom = (long)_request.UnreadFrom,
                    UnreadOrdinal = asked.Member.Head.Ordinal - after.Messages,
                    UnreadOwn = asked.Member.Posted - after.Own,
                };
        }

        if (!mark.Flags.HasFlag(MarkFlags.Todo))
        {
            return _request.HasDueAt || _request.HasNote
                ? (Refusal.WrongState("There is no to-do mark."), mark)
                : (null, mark.DueAt == 0 && mark.SealedNote.Length == 0
                    ? mark
                    : mark with { DueAt = 0, SealedNote = [] });
        }

        return (null, mark with
        {
            DueAt = _request.HasDueAt ? _request.DueAt : mark.DueAt,
            SealedNote = _request.HasNote ? Seal(mark, asked.Cipher) : mark.SealedNote,
        });
    }

    private static MarkRow With(MarkFlags flag, bool isAsked, bool isSet, MarkRow mark) =>
        isAsked ? mark with { Flags = isSet ? mark.Flags | flag : mark.Flags & ~flag } : mark;

    private byte[] Seal(MarkRow mark, StreamCipher cipher) => _request.Note.Length == 0
        ? []
        : cipher.SealText(SealedColumns.NoteOf(mark.Person), Encoding.UTF8.GetBytes(_request.Note));
}
