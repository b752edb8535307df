using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis says about what happened beside the messages; null where that is nothing.</summary>
internal static class EventWording
{
    // Everybody of a community is many, and a sentence is to be read.
    private const int NamesMax = 50;

    /// <summary>A fact as a sentence.</summary>
    public static string? Of(Fact fact, PeopleBook people)
    {
        string who = Wording.Acting(
            people.Of(fact.Author).Name, fact.ActedBy.IsEmpty ? null : people.Of(fact.ActedBy));
        return fact.BodyCase switch
        {
            Fact.BodyOneofCase.ConversationCreated => $"{who} a ouvert la conversation.",
            // Whoever opens a conversation is in it: said once.
            Fact.BodyOneofCase.MemberAdded when fact.MemberAdded.Person == fact.Author => null,
            Fact.BodyOneofCase.MemberAdded => Added(who, fact.MemberAdded, people),
            Fact.BodyOneofCase.MemberRemoved => $"{who} a retiré {people.Of(fact.MemberRemoved.Person).Name}.",
            Fact.BodyOneofCase.MemberLeft => $"{who} a quitté la conversation.",
            Fact.BodyOneofCase.PracticeSet => Practice(who, fact.PracticeSet.Practice),
            Fact.BodyOneofCase.UrgencyRaised => $"{who} a signalé une urgence.",
            Fact.BodyOneofCase.UrgencyNotified =>
                $"Prévenus de l’urgence : {Names(fact.UrgencyNotified.Persons, people)}.",
            Fact.BodyOneofCase.UrgencyHandedOver =>
                $"{who} a transmis l’urgence à {people.Of(fact.UrgencyHandedOver.Person).Name}.",
            Fact.BodyOneofCase.UrgencyAcknowledged => $"{who} a pris en charge l’urgence.",
            Fact.BodyOneofCase.UrgencyEscalated => Escalated(fact.UrgencyEscalated, people),
            Fact.BodyOneofCase.UrgencyResolved => $"{who} a clos l’urgence.",
            Fact.BodyOneofCase.CareRequestMade =>
                $"{who} adresse une demande à {Names(fact.CareRequestMade.Addressees, people)}.",
            Fact.BodyOneofCase.CareRequestAddresseeChanged => Readdressed(fact.CareRequestAddresseeChanged, people),
            Fact.BodyOneofCase.CareRequestTaken => $"{who} a pris la demande.",
            Fact.BodyOneofCase.CareRequestAnswered => $"{who} a répondu à la demande.",
            Fact.BodyOneofCase.CareRequestClosed => $"{who} a clos la demande.",
            Fact.BodyOneofCase.CareRequestDeclined => $"{who} a décliné la demande.",
            _ => null,
        };
    }

    /// <summary>Everybody whom a fact names.</summary>
    public static IEnumerable<ByteString> PeopleIn(Fact fact) => Named(fact).Append(fact.ActedBy);

    private static IEnumerable<ByteString> Named(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.MemberAdded => [fact.Author, fact.MemberAdded.Person],
        Fact.BodyOneofCase.MemberRemoved => [fact.Author, fact.MemberRemoved.Person],
        Fact.BodyOneofCase.UrgencyNotified => [fact.Author, .. fact.UrgencyNotified.Persons.Take(NamesMax)],
        Fact.BodyOneofCase.UrgencyHandedOver => [fact.Author, fact.UrgencyHandedOver.Person],
        Fact.BodyOneofCase.CareRequestAddresseeChanged => [fact.Author, fact.CareRequestAddresseeChanged.Person],
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
        string recorded = added.Reference.Length > 0 ? $" ({added.Reference})" : string.Empty;
        string practice = added.Practice is { } acting ? $" ({Role(acting)})" : string.Empty;
        string past = added.VisibleAfter > 0 ? ", sans l’historique" : string.Empty;
        return $"{who} a ajouté {people.Of(added.Person).Name}{practice}{basis}{recorded}{past}.";
    }

    private static string Practice(string who, PracticeSituation? practice) => practice is null
        ? $"{who} n’intervient plus au titre d’un exercice particulier."
        : $"{who} intervient désormais comme {Role(practice)}.";

    private static string Role(PracticeSituation practice) => Wording.Role(new Participant(new Person(), practice));

    private static string Escalated(UrgencyEscalated escalated, PeopleBook people) => escalated.Persons.Count == 0
        ? "Urgence sans réponse, transmise à tous les participants."
        : $"Urgence sans réponse, transmise à {Names(escalated.Persons, people)}.";

    private static string Readdressed(CareRequestAddresseeChanged changed, PeopleBook people)
    {
        string name = people.Of(changed.Person).Name;
        return changed.Joined.Count > 0
            ? $"{name} devient destinataire d’une demande adressée à sa structure."
            : $"{name} n’est plus destinataire d’une demande adressée à sa structure.";
    }

    private static string Names(ICollection<ByteString> ids, PeopleBook people)
    {
        string names = string.Join(", ", ids.Take(NamesMax).Select(id => people.Of(id).Name));
        return ids.Count > NamesMax ? $"{names} et {ids.Count - NamesMax} autres" : names;
    }
}
