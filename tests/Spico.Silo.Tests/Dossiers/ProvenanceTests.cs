using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Provenance;

namespace Spico.Silo.Tests.Dossiers;

public sealed class ProvenanceTests
{
    [Fact]
    public void A_conversation_of_a_circle_withholds_from_each_what_their_role_does_not_read()
    {
        var alice = PersonId.New();
        var social = PersonId.New();
        var director = PersonId.New();
        var desk = new Desk(alice);
        desk.People.Employ(social, "Assistante sociale");
        desk.People.Employ(director, "Directeur d'EHPAD");
        Assert.Null(desk.Begin(alice, social));
        Assert.Null(desk.Record(alice, ConsentState.Given, null, director));
        Assert.Null(desk.Begin(alice, director, new LegalGround { Basis = LegalBasis.Consent }));

        NewMember[] invited = [.. CircleConversation.Of(desk.Dossier, alice)!.Members];
        Assert.Equal([social.ToByteString(), director.ToByteString()], invited.Select(member => member.Person));
        Assert.Equal([DataClass.Medical], invited[0].Withheld);
        Assert.Equal([DataClass.Social, DataClass.Medical], invited[1].Withheld);
        Assert.Equal(
            [(LegalBasis.Exchange, true), (LegalBasis.Consent, false)],
            invited.Select(member => (member.Basis, member.Reference.Length == 0)));
        Assert.Null(CircleConversation.Of(desk.Dossier, PersonId.New()));
    }
}
