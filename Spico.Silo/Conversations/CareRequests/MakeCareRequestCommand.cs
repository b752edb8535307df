using System.Collections.Immutable;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>A request to make of a message that is there already.</summary>
internal sealed class MakeCareRequestCommand : IStreamCommand<ConversationState>
{
    private readonly CareRequestDraft _draft;
    private readonly long _message;
    private readonly MessageTarget _target;

    private MakeCareRequestCommand(
        PersonId author, RequestId request, MakeCareRequestRequest making, CareRequestDraft draft, MessageTarget target)
    {
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.MakeCareRequestFieldNumber, making);
        _draft = draft;
        _message = (long)making.Message;
        _target = target;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        MakeCareRequestRequest request,
        long now,
        MessageLookup messages,
        out MakeCareRequestCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        var asked = new NewCareRequest
        {
            Addressees = { request.Addressees },
            Structures = { request.Structures },
        };
        if (CareRequestDraft.TryRead(stream, author, asked, "", now, out CareRequestDraft? draft) is { } invalid)
        {
            return invalid;
        }

        var target = new MessageTarget("message", request.Message, author, messages);
        command = new MakeCareRequestCommand(author, id, request, draft!, target);
        return null;
    }

    public ValueTask<Error?> PrepareAsync() => _target.PrepareAsync();

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is not { } author)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        ImmutableArray<PersonId> asked = [];
        Error? refusal = _target.Check(fold, author.Access, out _)
            ?? _draft.Check(fold, access => _target.Check(fold, access, out _) is null, out asked);
        if (refusal is not null)
        {
            return Decision.Refuse(refusal);
        }

        (FactDraft made, ConsequenceRow[] consequences, RowChange[] rows) =
            _draft.Make(asked, _message, fold.Head.Seq + 1);
        return Decision.Write([made], [], consequences, rows: rows);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        MakeCareRequest = new MakeCareRequestResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
            At = outcome.At,
        },
    };
}
