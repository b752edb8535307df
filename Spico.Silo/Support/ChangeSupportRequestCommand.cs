using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>A request for support that is answered, by support, or over, also for who asked.</summary>
internal sealed class ChangeSupportRequestCommand(
    StreamId stream, PersonId author, bool isSupport, ChangeSupportRequestRequest request, long now)
    : IStreamCommand<SupportRequests>
{
    public PersonId Author => author;

    public RequestId Request { get; } = RequestId.TryFrom(request.RequestId, out RequestId id) ? id : default;

    public Guid Hash { get; } = RequestHash.Of(Command.ChangeSupportRequestFieldNumber, request);

    private bool IsAnswer => request.ChangeCase == ChangeSupportRequestRequest.ChangeOneofCase.Answer;

    public Decision Decide(SupportRequests fold)
    {
        SupportRequest? known = fold.Find(request.Number);
        if (known is null || (!isSupport && (IsAnswer || StreamId.SupportOf(author) != stream)))
        {
            return Decision.Refuse(Refusal.NotAccessible("number"));
        }

        if (known.State == SupportState.Closed)
        {
            return IsAnswer
                ? Decision.Refuse(Refusal.WrongState("The request is over."))
                : Decision.Unchanged(Told(already: true));
        }

        SupportRequest changed = known.Clone();
        changed.State = IsAnswer ? SupportState.Answered : SupportState.Closed;
        changed.Answer = IsAnswer ? request.Answer : known.Answer;
        changed.ChangedBy = author.ToByteString();
        changed.ChangedAt = now;
        long seq = fold.Head.Seq + 1;
        Decision decided = Decision.Write(
            new FactDraft(
                new Fact { SupportRequestChanged = new SupportRequestChanged { Request = changed } },
                DataClass.Unspecified),
            SupportRows.Of(stream, changed));
        return PersonId.TryFrom(known.Person, out PersonId asker) && asker != author
            ? decided.With(ConsequenceRow.Notify(stream, seq, asker, NotificationKind.Support))
            : decided;
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => Told(already: false);

    private static Reply Told(bool already) => new()
    {
        ChangeSupportRequest = new ChangeSupportRequestResponse { Already = already },
    };
}
