using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Somebody who is to leave the circle.</summary>
internal sealed class EndPeriodCommand : DossierChange
{
    private readonly EndCirclePeriod _end;

    private EndPeriodCommand(DossierCall call, ChangeCircleRequest request)
        : base(call, request.RequestId, request) => _end = request.End;

    protected override DataClass Class => DataClass.Circle;

    // Who may not write the circle may leave it; nobody's secretary takes them out.
    protected override bool IsOwnToo(DossierState fold) =>
        CircleMemberId.Of(Author) == _end.Member && Call.Bound == CareRole.Unspecified;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeCircleRequest request = call.Command.ChangeCircle;
        Error? invalid = CircleFields.CheckTime(request.End.To, call.Now, "end.to")
            ?? DossierLimits.CheckLength(request.End.Reason, "end.reason", DossierLimits.ReasonCharacters);
        change = invalid is null ? new EndPeriodCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold)
    {
        if (fold.Circle.Find(_end.Member) is not { } member)
        {
            return Decision.Refuse(Refusal.NotAccessible("end.member"));
        }

        if (CirclePeriods.PresentOf(member) is not { } present)
        {
            return Decision.Refuse(Refusal.WrongState("They are not in the circle."));
        }

        if (member.Professional is not null && !LeavesSomebody(fold, member))
        {
            return Decision.Refuse(Refusal.WrongState(
                "The last professional who may bring others in stays: bring in another one first."));
        }

        long to = _end.To == 0 ? Math.Max(Math.Max(Call.Now, fold.Head.At), present.From + 1) : _end.To;
        return to <= present.From
            ? Decision.Refuse(Refusal.Invalid("end.to", "After the period began."))
            : CircleFacts.Write(
                Call, fold, [], CirclePeriods.End(member, to, Author, _end.Reason));
    }

    // Somebody who may bring others in; where nobody may any more, anybody.
    private bool LeavesSomebody(DossierState fold, CircleMember leaving)
    {
        CircleMember[] others = [.. fold.Circle.Professionals.Where(other => other.Id != leaving.Id)];
        return others.Any(MayBringIn) || (others.Length > 0 && !MayBringIn(leaving));
    }

    private bool MayBringIn(CircleMember member) =>
        RightsTable.Current.MayWrite(CirclePeriods.PresentOf(member)!.Role, Class);

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeCircle = new ChangeCircleResponse { Member = _end.Member, Position = position },
    };
}
