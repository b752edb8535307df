using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Objections;

/// <summary>
/// What objections write, where they are recorded and where a merge brings them: whom they name leaves with the facts
/// that say so, and the conversations about the patient are told.
/// </summary>
internal static class ObjectionFacts
{
    private const string Reason = "The patient objects.";

    /// <summary>Objections as they are from now on, after other facts of the same decision.</summary>
    public static Decision Write(
        DossierCall call, DossierState fold, FactDraft[] before, params SharingObjection[] objections)
    {
        long seq = fold.Head.Seq + before.Length + 1;
        long now = Math.Max(call.Now, fold.Head.At);
        PersonId author = call.Caller.Person;
        SharingObjection[] holding = [.. objections.Where(one => one.LiftedAt == 0)];
        CircleMember[] leaving =
        [
            .. from member in fold.Circle.Members
               let present = CirclePeriods.PresentOf(member)
               where present is not null && holding.Any(one => SharingObjections.Names(one, member))
               select CirclePeriods.End(member, Math.Max(now, present.From + 1), author, Reason),
        ];
        DossierAccess[] closed = [.. Closed(fold, holding, leaving, now)];
        HashSet<ByteString> gone = [.. leaving.Select(member => member.Id)];
        IEnumerable<PersonId> readers = fold.Circle.Readers(DataClass.Identity)
            .Where(person => person != author && !gone.Contains(CircleMemberId.Of(person)));
        FactDraft[] facts =
        [
            .. before,
            .. objections.Select(Changed),
            LiaisonFacts.Changed(LiaisonFacts.System(call, seq, LiaisonKind.ObjectionChanged)),
            .. closed.Select(AccessFacts.Changed),
        ];
        return CircleFacts.Write(call, fold, facts, leaving).With(
            [],
            [
                .. readers.Select(
                    person => ConsequenceRow.Notify(call.Dossier, seq, person, NotificationKind.Objection)),
                .. holding.Take(1).Select(_ => Told(call.Dossier, seq, author)),
            ],
            closed.Select(access => AccessFacts.Row(call.Dossier, access))
                .Concat(objections.SelectMany(objection => ObjectionRows.Of(call.Dossier, objection))));
    }

    /// <summary>The conversations about the patient are to obey what holds as of a fact.</summary>
    public static ConsequenceRow Told(StreamId dossier, long seq, PersonId author) =>
        new(dossier, seq, dossier, ConsequenceKind.ObjectionsHold, author);

    private static FactDraft Changed(SharingObjection objection) => new(
        new Fact { ObjectionChanged = new ObjectionChanged { Objection = objection } }, DataClass.Identity);

    // Those who came by a structure that leaves are put out with it.
    private static IEnumerable<DossierAccess> Closed(
        DossierState fold, SharingObjection[] holding, CircleMember[] leaving, long now)
    {
        HashSet<ByteString> structures =
        [
            .. leaving.Where(member => member.Structure is not null).Select(member => member.Structure.Structure),
        ];
        return holding.SelectMany(objection => AccessFacts.Opposed(fold, objection, now))
            .DistinctBy(access => access.Person)
            .Where(access => access.Kind != AccessKind.Structure || !structures.Contains(access.Practice.Structure));
    }
}
