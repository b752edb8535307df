using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;
using Who = Spico.Protocol.V1.ExplainRightsRequest.WhoOneofCase;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>
/// What somebody sees of a dossier at a time, and why; or what they would see, if they joined the circle.
/// </summary>
internal static class RightsQuery
{
    /// <summary>Checks what is asked, and finds out about the person; refused when there is none.</summary>
    public static async ValueTask<(Error? Refusal, DossierCall Call)> PrepareAsync(DossierCall call)
    {
        ExplainRightsRequest request = call.Command.ExplainRights;
        Error? invalid = request.At < 0 ? Refusal.Invalid("at", "A time, or 0.")
            : request.WhoCase == Who.Role
                ? request.Role == CareRole.Unspecified || !Enum.IsDefined(request.Role)
                    ? Refusal.Invalid("role", "A known role.")
                    : CheckNoGround(request)
            : !PersonId.TryFrom(request.Person, out _) ? Refusal.Invalid("person", "16 bytes.")
            : request.Ground is null ? CheckNoGround(request)
            : CircleFields.Check(request.Function, request.Ground)
                ?? CircleFields.CheckPractice(request.Practice, "practice");
        if (invalid is not null || !PersonId.TryFrom(request.Person, out PersonId person))
        {
            return (invalid, call);
        }

        CarerFound found = await call.Services.FindCarerAsync(person);
        return request.Practice.IsEmpty || found.Find(request.Practice) is not null
            ? (null, call with { Carer = found })
            : (Refusal.Invalid("practice", "One of the person's practice situations."), call);
    }

    /// <summary>Answers from the dossier as it stands.</summary>
    public static Reply Answer(DossierState fold, DossierCall call, uint epoch)
    {
        if (!call.MayRead(fold, DataClass.Circle))
        {
            return new Reply { Error = Refusal.NotAccessible("dossier") };
        }

        RightsTable table = RightsTable.Current;
        ExplainRightsResponse answer = Explain(fold, call);
        answer.Version = table.Version;
        bool isEmergency = answer.Source == RightsSource.Emergency;
        answer.Assumed.Add(AssumedIn(fold, answer, call));
        answer.Rights.Add(table.Classes.Select(each => RightTo(each, table[answer.Role, each], isEmergency)));
        return new Reply { ExplainRights = answer };
    }

    // The dossier knows its periods and objections of any time, and of emergencies the last ones; of tables and
    // practices only those of now.
    private static IEnumerable<RightsAssumption> AssumedIn(
        DossierState fold, ExplainRightsResponse answer, DossierCall call)
    {
        ExplainRightsRequest request = call.Command.ExplainRights;
        if (request.At == 0 || request.At == call.Now)
        {
            yield break;
        }

        yield return RightsAssumption.Table;
        if (answer.Source is RightsSource.Unspecified or RightsSource.Structure or RightsSource.Supposed)
        {
            yield return RightsAssumption.Practices;
            if (fold.Accesses.All.Count(access => access.EndedAt != 0) >= AccessLimits.Past)
            {
                yield return RightsAssumption.Emergencies;
            }
        }
    }

    private static ExplainRightsResponse Explain(DossierState fold, DossierCall call)
    {
        ExplainRightsRequest request = call.Command.ExplainRights;
        if (request.WhoCase == Who.Role)
        {
            return new ExplainRightsResponse { Role = request.Role, Source = RightsSource.Role };
        }

        long now = Math.Max(call.Now, fold.Head.At);
        long at = request.At == 0 ? now : request.At;
        _ = PersonId.TryFrom(request.Person, out PersonId person);
        CarerFound found = call.Carer!;
        ExplainRightsResponse answer = AsTheyAre(fold, person, found, at);
        if (answer.Source == RightsSource.Unspecified && request.Ground is not null)
        {
            answer = IfTheyJoined(fold, request, found, at);
        }

        CircleMember asking = CirclePeriods.Professional(person.ToByteString(), found.StructuresOf(null));
        answer.MayBreakGlass = answer.Source is RightsSource.Unspecified or RightsSource.Supposed
            && BreakGlassCommand.RoleOf(found) is not null
            && fold.Objections.Against(asking, fold.Consents, at, isEmergency: true) is null;
        if (answer.Source == RightsSource.Unspecified
            && fold.Objections.Against(asking, fold.Consents, at) is { } objection)
        {
            answer.Objection = objection.Objection;
        }

        return answer;
    }

    private static ExplainRightsResponse AsTheyAre(
        DossierState fold, PersonId person, CarerFound found, long at)
    {
        CirclePeriod? period = fold.Circle.Find(CircleMemberId.Of(person))?.Periods
            .FirstOrDefault(each => CirclePeriods.Holds(each, at) && !IsOver(fold, each.Ground, at));
        if (period is not null)
        {
            return new ExplainRightsResponse
            {
                Role = period.Role,
                Source = RightsSource.Member,
                Period = period,
                Practice = period.Practice,
            };
        }

        ByteString id = person.ToByteString();
        DossierAccess? access = fold.Accesses.All.FirstOrDefault(each => each.Person == id && Holds(each, at));
        if (access is { Kind: AccessKind.Emergency })
        {
            return new ExplainRightsResponse
            {
                Role = access.Role,
                Source = RightsSource.Emergency,
                Access = access,
            };
        }

        // Where they practised then is not known: those situations count that they have now, and the answer says so.
        PracticeSituation? practice = found.FindIn(fold.Circle.At(at)
            .Where(member => member.Structure is not null && !IsOver(fold, member.Periods[0].Ground, at))
            .Select(member => member.Structure.Structure).ToList());
        CircleMember asking = CirclePeriods.Professional(id, found.StructuresOf(null));
        bool isOpen = practice is not null && !fold.ObjectsTo(asking, at);
        return isOpen
            ? new ExplainRightsResponse
            {
                Role = CareRoles.Of(practice!),
                Source = RightsSource.Structure,
                Practice = practice,
                Access = access,
            }
            : new ExplainRightsResponse();
    }

    private static ExplainRightsResponse IfTheyJoined(
        DossierState fold, ExplainRightsRequest request, CarerFound found, long at)
    {
        _ = PersonId.TryFrom(request.Person, out PersonId person);
        PracticeSituation? practice = found.Find(request.Practice);
        ByteString[] structures = found.StructuresOf(practice);
        GroundAnswer ground = GroundRules.Answer(
            new GroundQuestion(
                CirclePeriods.Professional(person.ToByteString(), structures),
                request.Function,
                request.Ground,
                structures,
                at),
            fold.Circle,
            fold.Consents,
            fold.Objections);
        if (found.Person is null || ground.Missing != LegalStep.Unspecified)
        {
            return new ExplainRightsResponse { Missing = ground.Missing };
        }

        practice ??= found.FindIn([ground.Proven!.Structure]);
        return new ExplainRightsResponse
        {
            Role = found.RoleIn(practice),
            Source = RightsSource.Supposed,
            Practice = practice,
        };
    }

    // A right that rests on a consent is known to end with it.
    private static bool IsOver(DossierState fold, LegalGround? ground, long at) =>
        ground is not null && fold.Consents.Find(ground.Consent) is { ExpiresAt: > 0 } consent
            && consent.ExpiresAt <= at;

    private static bool Holds(DossierAccess access, long at) =>
        access.From <= at
        && (access.EndedAt == 0 || at < access.EndedAt)
        && (access.Until == 0 || at < access.Until);

    private static Error? CheckNoGround(ExplainRightsRequest request) =>
        request.Ground is null && request.Function == CareFunction.Unspecified && request.Practice.IsEmpty
            ? null
            : Refusal.Invalid("ground", "Ground, function and practice of a person, with the ground.");

    private static ClassRight RightTo(DataClass dataClass, RightsCell cell, bool isEmergency) => new()
    {
        DataClass = dataClass,
        Read = cell.HasFlag(RightsCell.Read),
        Write = cell.HasFlag(RightsCell.Write) && (!isEmergency || dataClass == DataClass.Coordination),
        Manage = cell.HasFlag(RightsCell.Manage) && !isEmergency,
        OnlyNamed = cell.HasFlag(RightsCell.Named),
        OnlySummary = cell.HasFlag(RightsCell.Summary),
        OnlyOwnStructure = cell.HasFlag(RightsCell.OwnStructure),
    };
}
