using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis says about what happened beside the messages; null where that is nothing.</summary>
internal static class EventWording
{
    /// <summary>A fact as a sentence.</summary>
    public static string? Of(Fact fact, PeopleBook people)
    {
        string who = people.Of(fact.Author).Name;
        return fact.BodyCase switch
        {
            Fact.BodyOneofCase.ConversationCreated => $"{who} a ouvert la conversation.",
            // Whoever opens a conversation is in it: said once.
            Fact.BodyOneofCase.MemberAdded when fact.MemberAdded.Person == fact.Author => null,
            Fact.BodyOneofCase.MemberAdded => Added(who, fact.MemberAdded, people),
            Fact.BodyOneofCase.MemberRemoved => $"{who} a retiré {people.Of(fact.MemberRemoved.Person).Name}.",
            Fact.BodyOneofCase.MemberLeft => $"{who} a quitté la conversation.",
            Fact.BodyOneofCase.UrgencyRaised => $"{who} a signalé une urgence.",
            Fact.BodyOneofCase.UrgencyAcknowledged => $"{who} a pris en charge l’urgence.",
            Fact.BodyOneofCase.UrgencyEscalated => Escalated(fact.UrgencyEscalated, people),
            Fact.BodyOneofCase.UrgencyResolved => $"{who} a clos l’urgence.",
            Fact.BodyOneofCase.CareRequestMade =>
                $"{who} adresse une demande à {Names(fact.CareRequestMade.Addressees, people)}.",
            Fact.BodyOneofCase.CareRequestTaken => $"{who} a pris la demande.",
            Fact.BodyOneofCase.CareRequestAnswered => $"{who} a répondu à la demande.",
            Fact.BodyOneofCase.CareRequestClosed => $"{who} a clos la demande.",
            Fact.BodyOneofCase.CareRequestDeclined => $"{who} a décliné la demande.",
            _ => null,
        };
    }

    /// <summary>Everybody whom a fact names.</summary>
    public static IEnumerable<ByteString> PeopleIn(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.MemberAdded => [fact.Author, fact.MemberAdded.Person],
        Fact.BodyOneofCase.MemberRemoved => [fact.Author, fact.MemberRemoved.Person],
        Fact.BodyOneofCase.UrgencyEscalated => [fact.Author, .. fact.UrgencyEscalated.Persons],
        Fact.BodyOneofCase.CareRequestMade => [fact.Author, .. fact.CareRequestMade.Addressees],
        _ => [fact.Author],
    };

    private static string Added(string who, MemberAdded added, PeopleBook people)
    {
        string basis = added.Basis switch
        {
            LegalBasis.SameTeam => ", même équipe de soins",
            LegalBasis.Exchange => ", échange entre professionnels",
            LegalBasis.Consent => ", avec le consentement du patient",
            LegalBasis.Emergency => ", en urgence",
            _ => string.Empty,
        };
        string past = added.VisibleAfter > 0 ? ", sans l’historique" : string.Empty;
        return $"{who} a ajouté {people.Of(added.Person).Name}{basis}{past}.";
    }

    private static string Escalated(UrgencyEscalated escalated, PeopleBook people) => escalated.Persons.Count == 0
        ? "Urgence sans réponse, transmise à tous les participants."
        : $"Urgence sans réponse, transmise à {Names(escalated.Persons, people)}.";

    private static string Names(IEnumerable<ByteString> ids, PeopleBook people) =>
        string.Join(", ", ids.Select(id => people.Of(id).Name));
}
