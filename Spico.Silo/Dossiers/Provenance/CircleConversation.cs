using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>The conversation of a circle about its patient, as one who is in the circle creates it.</summary>
internal static class CircleConversation
{
    private const int MembersMax = 500;

    /// <summary>What to create; null for who is not in the circle.</summary>
    public static CreateConversationRequest? Of(DossierState fold, PersonId person) => fold.RightOf(person) is null
        ? null
        : new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = fold.Identity.Patient.Id,
            Members =
            {
                fold.Circle.Professionals
                    .Where(member => member.Professional.Person != person.ToByteString())
                    .Take(MembersMax)
                    .Select(Invited),
            },
        };

    // Nobody reads there what their role withholds from them here.
    private static NewMember Invited(CircleMember member)
    {
        CirclePeriod present = CirclePeriods.PresentOf(member)!;
        var invited = new NewMember
        {
            Person = member.Professional.Person,
            History = HistoryAccess.All,
            Basis = present.Ground?.Basis ?? LegalBasis.Exchange,
            Reference = present.Ground is { Basis: LegalBasis.Consent } ? "Cercle de soins" : string.Empty,
        };
        foreach (DataClass dataClass in (DataClass[])[DataClass.Social, DataClass.Medical])
        {
            if (!Rights.RightsTable.Current.MayRead(present.Role, dataClass))
            {
                invited.Withheld.Add(dataClass);
            }
        }

        return invited;
    }
}
