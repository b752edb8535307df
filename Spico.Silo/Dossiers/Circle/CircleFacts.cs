using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>What changes of members write: the facts, who is notified, and the lists.</summary>
internal static class CircleFacts
{
    /// <summary>Facts that make members what they are from now on, after others of the same decision.</summary>
    public static Decision Write(DossierCall call, long head, FactDraft[] before, params CircleMember[] members)
    {
        long seq = head + before.Length;
        FactDraft[] facts = [.. before, .. members.Select(Changed)];
        ConsequenceRow[] told =
        [
            .. members.SelectMany((member, place) => Notified(call, member, seq + 1 + place)),
        ];
        return Decision.Write(
            facts, [], told, [.. members.SelectMany(member => CircleRows.Of(call.Dossier, member))]);
    }

    /// <summary>The fact of a member.</summary>
    public static FactDraft Changed(CircleMember member) =>
        new(new Fact { CircleChanged = new CircleChanged { Member = member } }, DataClass.Circle);

    // Nobody is told of what they did themselves.
    private static IEnumerable<ConsequenceRow> Notified(DossierCall call, CircleMember member, long seq)
    {
        if (PersonId.TryFrom(member.Professional?.Person, out PersonId person) && person != call.Caller.Person)
        {
            yield return ConsequenceRow.Notify(call.Dossier, seq, person, NotificationKind.Circle);
        }
    }
}
