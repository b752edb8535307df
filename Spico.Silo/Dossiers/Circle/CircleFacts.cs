using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>What changes of members write: the facts, the entries of the notebook about them, and the lists.</summary>
internal static class CircleFacts
{
    /// <summary>Facts that make members what they are from now on, after others of the same decision.</summary>
    public static Decision Write(
        DossierCall call, DossierState fold, FactDraft[] before, params CircleMember[] members)
    {
        List<FactDraft> facts = [.. before];
        List<ConsequenceRow> told = [];
        List<RowChange> rows = [];
        // Who leaves with this decision reads none of it any more.
        HashSet<PersonId> leaving = [.. members.Where(HasLeft).Select(PersonOf)];
        PersonId[] readers = [.. fold.Circle.Readers(DataClass.Coordination).Where(one => !leaving.Contains(one))];
        foreach (CircleMember member in members)
        {
            long seq = fold.Head.Seq + facts.Count + 1;
            facts.Add(Changed(member));
            facts.Add(LiaisonFacts.Changed(LiaisonFacts.System(call, seq, LiaisonKind.CircleChanged)));
            told.AddRange(Notified(call, member, seq, readers));
            rows.AddRange(CircleRows.Of(call.Dossier, member));
        }

        HashSet<ByteString> closing =
        [
            .. members.Where(member => member.Structure is not null && HasLeft(member))
                .Select(member => member.Structure.Structure),
        ];
        foreach (DossierAccess access in AccessFacts.EndedBy(fold, closing, Math.Max(call.Now, fold.Head.At)))
        {
            facts.Add(AccessFacts.Changed(access));
            rows.Add(AccessFacts.Row(call.Dossier, access));
        }

        return Decision.Write([.. facts], [], [.. told], [.. rows]);
    }

    /// <summary>The fact of a member.</summary>
    public static FactDraft Changed(CircleMember member) =>
        new(new Fact { CircleChanged = new CircleChanged { Member = member } }, DataClass.Circle);

    private static bool HasLeft(CircleMember member) => CirclePeriods.PresentOf(member) is null;

    private static PersonId PersonOf(CircleMember member) =>
        PersonId.TryFrom(member.Professional?.Person, out PersonId person) ? person : default;

    // The member of the change itself, who may read nothing any more; the others of the entry about it; nobody of what
    // they did themselves.
    private static IEnumerable<ConsequenceRow> Notified(
        DossierCall call, CircleMember member, long seq, PersonId[] readers)
    {
        PersonId person = PersonOf(member);
        if (member.Professional is not null && person != call.Caller.Person)
        {
            yield return ConsequenceRow.Notify(call.Dossier, seq, person, NotificationKind.Circle);
        }

        foreach (PersonId reader in readers.Where(reader => reader != call.Caller.Person && reader != person))
        {
            yield return ConsequenceRow.Notify(call.Dossier, seq + 1, reader, NotificationKind.Liaison);
        }
    }
}
