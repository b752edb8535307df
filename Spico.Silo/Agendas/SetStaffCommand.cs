using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// Somebody was found to work for the structure of an agenda, or no more: from here on they read and write it, or not;
/// the link that they made, if it is the last one, is taken away.
/// </summary>
internal sealed class SetStaffCommand(StreamId agenda, PersonId person, StructureId structure, bool isStaff)
    : IStreamCommand<AgendaState>
{
    private static readonly RowSql Insert = new(
        "INSERT INTO agenda_staff (person, stream) VALUES ($1, $2) ON CONFLICT (person, stream) DO NOTHING");

    private static readonly RowSql Delete = new("DELETE FROM agenda_staff WHERE person = $1 AND stream = $2");

    public PersonId Author => person;

    public RequestId Request { get; } = RequestId.New();

    public Guid Hash => Guid.Empty;

    public Decision Decide(AgendaState fold)
    {
        if (IsStaff(fold.ShareOf(person)) == isStaff)
        {
            return Decision.Unchanged(new Reply());
        }

        var share = new AgendaShare
        {
            Person = person.ToByteString(),
            Access = isStaff ? AgendaAccess.Write : AgendaAccess.Unspecified,
            Structure = structure.ToByteString(),
        };
        List<Fact> facts = [new Fact { AgendaShared = new AgendaShared { Share = share } }];
        if (!isStaff && fold.HasFeed && fold.FeedBy == person)
        {
            // The link is with who made it, wherever they go.
            facts.Add(new Fact { AgendaFeedSet = new AgendaFeedSet() });
        }

        return Decision.Write(
            [.. facts.Select(fact => new FactDraft(fact, DataClass.Coordination))],
            [],
            [],
            [new RowChange(isStaff ? Insert : Delete, person.Value, agenda.Value)]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    /// <summary>Whether somebody has an agenda because of where they work.</summary>
    public static bool IsStaff(AgendaShare? share) => share?.Structure.Length > 0;
}
