using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Somebody who is to join the circle, or to come back to it.</summary>
internal sealed class BeginPeriodCommand : DossierChange
{
    private readonly BeginCirclePeriod _begin;
    private readonly ByteString _member;
    private CarerFound _found = new(null, []);
    private PracticeSituation? _practice;

    private BeginPeriodCommand(DossierCall call, ChangeCircleRequest request)
        : base(call, request.RequestId, request)
    {
        _begin = request.Begin;
        _member = CircleMemberId.Of(request.Begin, request.RequestId);
    }

    public override bool NeedsPreparation => _begin.WhoCase == BeginCirclePeriod.WhoOneofCase.Person;

    protected override DataClass Class => DataClass.Circle;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeCircleRequest request = call.Command.ChangeCircle;
        if (CircleFields.Check(request.Begin, call.Now) is { } invalid)
        {
            return invalid;
        }

        change = new BeginPeriodCommand(call, request);
        return null;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        _ = PersonId.TryFrom(_begin.Person, out PersonId person);
        _found = await Call.Services.FindCarerAsync(person);
        _practice = _found.Find(_begin.Practice);
        return _found.Person is null ? Refusal.Invalid("begin.person", "Somebody who is registered.")
            : _practice is null && !_begin.Practice.IsEmpty
                ? Refusal.Invalid("begin.practice", "One of the person's practice situations.")
            : null;
    }

    protected override Decision DecideOn(DossierState fold)
    {
        CircleMember? known = fold.Circle.Find(_member);
        if (known is null && _begin.WhoCase == BeginCirclePeriod.WhoOneofCase.Member)
        {
            return Decision.Refuse(Refusal.NotAccessible("begin.member"));
        }

        if (Limit(fold, known) is { } full)
        {
            return Decision.Refuse(full);
        }

        if (known?.Professional is not null && _begin.WhoCase == BeginCirclePeriod.WhoOneofCase.Member)
        {
            // Their profession may be another by now, hence their rights.
            return Decision.Refuse(Refusal.Invalid("begin.member", "A professional is named by their person."));
        }

        // The patient may have got an account, or given it up.
        CircleMember member = known?.Patient is null || _begin.Patient is null
            ? known ?? CirclePeriods.Member(_member, _begin)
            : new CircleMember(known) { Patient = _begin.Patient };
        bool isCarer = member.Professional is not null || member.Structure is not null;
        if ((isCarer ? CircleFields.Check(_begin.Function, _begin.Ground, "begin.") : CircleFields.CheckNone(_begin))
            is { } invalid)
        {
            return Decision.Refuse(invalid);
        }

        long now = Math.Max(Call.Now, fold.Head.At);
        long from = _begin.From == 0 ? now : _begin.From;
        if (!CirclePeriods.MayBegin(member, from))
        {
            return Decision.Refuse(Refusal.WrongState("They are, or were, in the circle at that time."));
        }

        ByteString[] structures = _found.StructuresOf(_practice);
        member = member.Professional is null ? member : CirclePeriods.WorkingFor(member, structures);
        GroundAnswer answer = GroundRules.Answer(
            new GroundQuestion(member, _begin.Function, _begin.Ground, structures, now),
            fold.Circle,
            fold.Consents,
            fold.Objections);
        if (answer.Missing != LegalStep.Unspecified)
        {
            return Decision.Refuse(Refusal.GroundMissing(answer.Missing, answer.Objection));
        }

        return CircleFacts.Write(Call, fold, [], Begin(member, from, answer.Proven));
    }

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeCircle = new ChangeCircleResponse { Member = _member, Position = position },
    };

    private CircleMember Begin(CircleMember member, long from, LegalGround? proven)
    {
        // What proves the ground is what they act in, unless they said so.
        PracticeSituation? practice = _practice
            ?? (proven is { Structure.IsEmpty: false } ? _found.FindIn([proven.Structure]) : null);
        bool isProfessional = member.Professional is not null;
        if (isProfessional && practice is not null)
        {
            member = CirclePeriods.WorkingFor(member, _found.StructuresOf(practice));
        }

        return CirclePeriods.Begin(member, new CirclePeriod
        {
            From = from,
            Function = _begin.Function,
            Ground = proven,
            BegunBy = Author.ToByteString(),
            Role = isProfessional ? _found.RoleIn(practice) : CareRole.Unspecified,
            Practice = isProfessional ? practice : null,
        });
    }

    private static Error? Limit(DossierState fold, CircleMember? known) =>
        known is null && fold.Circle.MemberCount >= CircleLimits.Members
            ? Refusal.LimitReached("begin.who", CircleLimits.Members, "members")
        : known?.Periods.Count >= CircleLimits.Periods
            ? Refusal.LimitReached("begin.member", CircleLimits.Periods, "periods")
        : null;
}
