using System.Collections.Immutable;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// A message to post together with the urgency it raises, the request it makes, or both: one command, durable as one.
/// </summary>
internal sealed class PostFlaggedMessageCommand(
    PostMessageCommand message, UrgencyDraft? urgency, CareRequestDraft? request, IPeopleStore people)
    : IStreamCommand<ConversationState>
{
    private readonly IStreamCommand<ConversationState> _message = message;

    public PersonId Author => _message.Author;

    public RequestId Request => _message.Request;

    public Guid Hash => _message.Hash;

    public bool NeedsPreparation => _message.NeedsPreparation || urgency is { NamesPersons: true };

    public async ValueTask<Error?> PrepareAsync() =>
        (_message.NeedsPreparation ? await _message.PrepareAsync() : null)
        ?? (urgency is null ? null : await urgency.PrepareAsync(people));

    public Decision Decide(ConversationState fold)
    {
        Decision posted = _message.Decide(fold);
        if (posted.Reply is not null)
        {
            return posted;
        }

        long seq = fold.Head.Seq + 1;
        DataClass dataClass = posted.Facts[0].DataClass;
        ImmutableArray<PersonId> asked = [];
        Error? refusal = urgency?.Check(fold, seq)
            ?? request?.Check(fold, access => access.CanRead(dataClass, seq), out asked);
        if (refusal is not null)
        {
            return Decision.Refuse(refusal);
        }

        List<FactDraft> facts = [.. posted.Facts];
        List<ConsequenceRow> consequences = [.. posted.Consequences];
        List<RowChange> rows = [.. posted.Rows];
        if (urgency is not null)
        {
            (FactDraft raised, ConsequenceRow[] following, RowChange row) =
                urgency.Raise(fold, seq, fold.Head.Seq + facts.Count + 1);
            facts.Add(raised);
            consequences.AddRange(following);
            rows.Add(row);
        }

        if (request is not null)
        {
            (FactDraft made, ConsequenceRow[] following, RowChange[] listed) =
                request.Make(asked, seq, fold.Head.Seq + facts.Count + 1);
            facts.Add(made);
            consequences.AddRange(following);
            rows.AddRange(listed);
        }

        return Decision.Write([.. facts], posted.Memberships, [.. consequences], rows: [.. rows]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch)
    {
        Reply reply = _message.Answer(outcome, epoch);
        ulong last = (ulong)outcome.LastSeq;
        reply.PostMessage.Request = request is null ? 0 : last;
        reply.PostMessage.Urgency = urgency is null ? 0 : request is null ? last : last - 1;
        return reply;
    }
}
