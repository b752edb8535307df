using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;

namespace Spico.Silo.Dossiers.Provenance;

/// <summary>The conversation of a circle about its patient, as one who is in the circle creates it.</summary>
internal static class CircleConversation
{
    private const int MembersMax = 500;

    /// <summary>Whether somebody opens one: it stays, and who came in an emergency does not.</summary>
    public static bool MayOpen(DossierState fold, PersonId person) =>
        fold.Circle.PeriodOf(person) is not null
        || fold.Accesses.Find(person) is not { Kind: AccessKind.Emergency };

    /// <summary>What to create; null for who has no right to the dossier.</summary>
    public static CreateConversationRequest? Of(DossierState fold, PersonId person) => fold.RightOf(person) is null
        ? null
        : new CreateConversationRequest
        {
            Kind = ConversationKind.Patient,
            Patient = fold.Identity.Patient.Id,
            Withheld = { WithheldFrom(fold.RoleOf(person)) },
            Members =
            {
                fold.Circle.Professionals
                    .Where(member => member.Professional.Person != person.ToByteString())
                    .Take(MembersMax)
                    .Select(Invited),
            },
        };

    // Nobody reads there what their role withholds from them here.
    private static IEnumerable<DataClass> WithheldFrom(CareRole role) =>
        new[] { DataClass.Social, DataClass.Medical }
            .Where(dataClass => !Rights.RightsTable.Current.MayRead(role, dataClass));

    private static NewMember Invited(CircleMember member)
    {
        CirclePeriod present = CirclePeriods.PresentOf(member)!;
        return new NewMember
        {
            Person = member.Professional.Person,
            History = HistoryAccess.All,
            Basis = present.Ground?.Basis ?? LegalBasis.Exchange,
            Reference = present.Ground is { Basis: LegalBasis.Consent } ? "Cercle de soins" : string.Empty,
            Withheld = { WithheldFrom(present.Role) },
        };
    }
}
