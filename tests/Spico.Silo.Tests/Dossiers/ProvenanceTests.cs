using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Streams;

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
        Assert.Equal([DataClass.Medical], CircleConversation.Of(desk.Dossier, social)!.Withheld);
        Assert.Equal([DataClass.Social, DataClass.Medical], CircleConversation.Of(desk.Dossier, director)!.Withheld);
    }

    [Fact]
    public void Who_acts_for_somebody_is_named_in_what_they_leave()
    {
        var alice = PersonId.New();
        var acting = PersonId.New();
        var desk = new Desk(alice) { ActedBy = acting };
        Assert.Null(desk.Create(alice));
        Assert.Null(desk.WriteMemo(alice, "Code de la porte : 1234"));
        Assert.Null(desk.Record(alice, StayState.Admitted));
        Assert.Null(desk.Deposit(alice, DocumentLevel.Normal));
        Assert.All(
            [
                desk.Dossier.Tasks.All.Single().ActedBy,
                desk.Dossier.Show(StreamAccess.All).Memos.Single().ActedBy,
                desk.Dossier.Stays.All.Single().Steps.Single().ActedBy,
                desk.Dossier.Show(StreamAccess.All).Documents.Single().Versions.Single().ActedBy,
            ],
            by => Assert.Equal(acting.ToByteString(), by));

        desk.ActedBy = null;
        Assert.Null(desk.EditMemo(alice, desk.Dossier.Show(StreamAccess.All).Memos.Single(), "Code : 4321"));
        Assert.True(desk.Dossier.Show(StreamAccess.All).Memos.Single().ActedBy.IsEmpty);
        desk.CheckViews();
    }
}
