using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using Field = Spico.Protocol.V1.AdministrativeField;

namespace Spico.Silo.Tests.Dossiers;

public sealed class AdministrationTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public AdministrationTests()
    {
        _desk = new Desk(_alice);
        Assert.Null(_desk.Begin(_alice, _bob));
    }

    [Fact]
    public void Each_change_tells_the_old_value_and_the_new_one()
    {
        Assert.Null(_desk.Administer(
            _alice,
            Set(Field.Phone, Text("05 00 00 00 00")),
            Set(Field.LivingPlace, new AdministrativeValue { LivingPlace = LivingPlace.HomeAlone })));
        Assert.Null(_desk.Administer(_bob, Field.Phone, "05 11 11 11 11"));
        AdministrationChanged changed = _desk.Facts[^1].Body!.AdministrationChanged;
        AdministrativeChange change = Assert.Single(changed.Changes);
        Assert.Equal((Text("05 00 00 00 00"), Text("05 11 11 11 11")), (change.Before, change.After));
        Assert.Equal(_bob.ToByteString(), Assert.Single(changed.Entries).ChangedBy);
        Assert.Equal("dit au téléphone", changed.Reason);

        Assert.Null(_desk.Administer(_alice, Field.Phone, null));
        Assert.Null(_desk.Dossier.Administration.Find(Field.Phone));
        Assert.Equal(
            [Field.LivingPlace], _desk.Dossier.Show(StreamAccess.All).Administration.Select(entry => entry.Field));
        _desk.CheckViews();
        _desk.CheckAdministration();
    }

    [Fact]
    public void Nobody_overwrites_what_they_have_not_seen_and_of_one_request_all_changes_or_nothing()
    {
        Assert.Null(_desk.Administer(_alice, Field.Address, "1 rue de l'Exemple"));
        Error late = _desk.Administer(
            _bob, Set(Field.Email, Text("p@exemple.fr")), Set(Field.Address, Text("2 rue de l'Exemple")))!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        Assert.Null(_desk.Dossier.Administration.Find(Field.Email));
        Error gone = _desk.Administer(
            _bob, new AdministrativeChange { Field = Field.Email, Before = Text("x"), After = Text("y") })!;
        Assert.Equal(ErrorCode.WrongState, gone.Code);
        Assert.Null(_desk.Administer(_alice, Field.Address, null));
        late = _desk.Administer(_bob, new AdministrativeChange
        {
            Field = Field.Address,
            Before = Text("1 rue de l'Exemple"),
            After = Text("2 rue de l'Exemple"),
        })!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
    }

    [Fact]
    public void What_is_wrong_with_a_change_is_named()
    {
        Assert.Equal("changes", Wrong());
        Assert.Equal("changes", Wrong(Set(Field.Phone, Text("1")), Set(Field.Phone, Text("2"))));
        Assert.Equal("changes[0].field", Wrong(Set(Field.Unspecified, Text("1"))));
        Assert.Equal("changes[0].after", Wrong(Set(Field.Phone, null)));
        Assert.Equal("changes[1].after", Wrong(Set(Field.Phone, Text("1")), Set(Field.LivingPlace, Text("2"))));
        Assert.Equal("changes[0].after.text", Wrong(Set(Field.Phone, Text(" "))));
        Assert.Equal("changes[0].after.text", Wrong(Set(Field.Address, Text(new string('é', 301)))));
        Assert.Null(Wrong(Set(Field.Address, Text(new string('é', 300)))));
        var nobody = new AdministrativeValue { Person = _desk.People.Nobody().ToByteString() };
        Assert.Equal("changes.after.person", Wrong(Set(Field.TreatingPhysician, nobody)));
        Assert.Null(Wrong(Set(
            Field.TreatingPhysician, new AdministrativeValue { Person = _bob.ToByteString() })));

        string? Wrong(params AdministrativeChange[] changes) => _desk.Administer(_alice, changes)?.Field;
    }

    private static AdministrativeChange Set(Field field, AdministrativeValue? after) =>
        new() { Field = field, After = after };

    private static AdministrativeValue Text(string text) => new() { Text = text };
}
