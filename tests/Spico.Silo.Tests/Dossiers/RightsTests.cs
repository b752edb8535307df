using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;
using Spico.Testing.Dossiers;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>
/// The table of rights against a reference of its own: the matrix as the region wrote it down, read here by other
/// means, cell by cell.
/// </summary>
public sealed class RightsTests
{
    private static readonly Dictionary<CareRole, string> Professions = new()
    {
        [CareRole.Medical] = "Médecin généraliste",
        [CareRole.Paramedical] = "Infirmière libérale",
        [CareRole.Social] = "Assistante sociale",
        [CareRole.Coordinator] = "Coordonnatrice de parcours",
        [CareRole.Secretary] = "Secrétaire médicale",
        [CareRole.StructureAdministrator] = "Directeur d'EHPAD",
        [CareRole.RegionalSupport] = "Support régional",
        [CareRole.Auditor] = "Auditrice",
    };

    public static TheoryData<CareRole, DataClass> Cells =>
    [
        .. from role in Enum.GetValues<CareRole>()
           where role != CareRole.Unspecified
           from dataClass in ReferencePolicy.Classes
           select new TheoryDataRow<CareRole, DataClass>(role, dataClass),
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_says_what_the_matrix_says(CareRole role, DataClass dataClass)
    {
        (bool read, bool write, bool manage) = ReferencePolicy.Of(role, dataClass);
        RightsTable table = RightsTable.Current;
        Assert.Equal(read, table.MayRead(role, dataClass));
        Assert.Equal(write, table.MayWrite(role, dataClass));
        Assert.Equal(manage, table[role, dataClass].HasFlag(RightsCell.Manage));
        Assert.Equal(read, table.AccessOf(role)?.CanRead(dataClass) ?? false);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_member_reads_and_writes_what_the_matrix_says_and_the_rest_is_elided(
        CareRole role, DataClass dataClass)
    {
        Func<Desk, PersonId, Error?> write = WriteOf(dataClass);
        PersonId alice = PersonId.New();
        PersonId member = PersonId.New();
        var desk = new Desk(alice);
        desk.People.Employ(member, Professions[role]);
        Assert.Null(desk.Begin(alice, member));
        Assert.Equal(
            ReferencePolicy.Of(CareRole.Paramedical, dataClass).Write ? null : ErrorCode.NotAccessible,
            write(desk, alice)?.Code);
        (bool mayRead, bool mayWrite, _) = ReferencePolicy.Of(role, dataClass);
        Assert.Equal(mayRead, desk.Dossier.MayRead(member, dataClass));
        Assert.Equal(mayWrite ? null : ErrorCode.NotAccessible, write(desk, member)?.Code);
        desk.CheckViews();
        Assert.Null(desk.End(alice, member));
        Assert.Null(desk.Dossier.RightOf(member));
        Assert.Equal(ErrorCode.NotAccessible, write(desk, member)!.Code);
    }

    [Theory]
    [InlineData("Médecin généraliste", CareRole.Medical)]
    [InlineData("PHARMACIEN", CareRole.Medical)]
    [InlineData("Sage-femme", CareRole.Medical)]
    [InlineData("Masseuse-kinésithérapeute", CareRole.Paramedical)]
    [InlineData("Psychologue", CareRole.Paramedical)]
    [InlineData("Infirmière de coordination", CareRole.Coordinator)]
    [InlineData("Coordonnateur de parcours", CareRole.Coordinator)]
    [InlineData("Secrétaire médicale", CareRole.Secretary)]
    [InlineData("Responsable de secteur, aide à domicile", CareRole.Social)]
    [InlineData("Jardinier", CareRole.Social)]
    [InlineData("", CareRole.Social)]
    public void A_profession_is_of_a_role(string profession, CareRole role) =>
        Assert.Equal(role, CareRoles.Of(new Person { Profession = profession }));

    [Fact]
    public void A_document_names_roles_that_the_table_lets_be_named_and_they_read_it()
    {
        PersonId alice = PersonId.New();
        PersonId social = PersonId.New();
        var desk = new Desk(alice);
        desk.People.Employ(social, "Assistante sociale");
        Assert.Null(desk.Begin(alice, social));
        foreach ((DocumentLevel level, CareRole[] named) in new (DocumentLevel, CareRole[])[]
        {
            (DocumentLevel.Normal, [CareRole.Secretary]),
            (DocumentLevel.Normal, [CareRole.Social, CareRole.Social]),
            (DocumentLevel.Restricted, [CareRole.Social]),
            (DocumentLevel.Restricted, [CareRole.Paramedical, CareRole.Paramedical]),
            (DocumentLevel.VeryRestricted, [CareRole.Unspecified]),
        })
        {
            Assert.Equal("deposit.named", desk.DepositFor(alice, level, named)!.Field);
        }

        Assert.Null(desk.DepositFor(alice, DocumentLevel.Normal));
        Assert.Null(desk.DepositFor(alice, DocumentLevel.Normal, CareRole.Social));
        DossierDocument theirs = Assert.Single(
            desk.Dossier.Show(desk.Dossier.RightOf(social)!.Value.Access).Documents);
        Assert.Equal([CareRole.Social], theirs.Named);
        Assert.Null(desk.Replace(alice, theirs));
        Assert.Equal(DataClass.DocumentNormalForSocial, desk.Facts.Last(
            fact => fact.Kind == Fact.BodyOneofCase.DocumentChanged).DataClass);
        Assert.Equal(ErrorCode.NotAccessible, desk.Replace(social, theirs)!.Code);
        desk.CheckViews();
    }

    private static Func<Desk, PersonId, Error?> WriteOf(DataClass dataClass) => dataClass switch
    {
        DataClass.Identity => (desk, person) => desk.Record(person, ConsentState.Proposed),
        DataClass.Circle => (desk, person) => desk.Begin(person, PersonId.New()),
        DataClass.Coordination => (desk, person) => desk.Write(person),
        DataClass.Medical => (desk, person) => desk.Record(person, StayState.Planned),
        DataClass.DocumentNormal => (desk, person) => desk.Deposit(person, DocumentLevel.Normal),
        DataClass.DocumentRestricted => (desk, person) => desk.Deposit(person, DocumentLevel.Restricted),
        DataClass.DocumentVeryRestricted => (desk, person) => desk.Deposit(person, DocumentLevel.VeryRestricted),
        DataClass.Social => (desk, person) => desk.Complete(person, "urn:spico:form:living-environment"),
        DataClass.Plan => (desk, person) => desk.SetHead(person, desk.Creator, 0),
        _ when ReferencePolicy.Named.Single(each => each.Class == dataClass) is (_, var row, var named) =>
            (desk, person) => desk.DepositFor(person, LevelOf(row), named),
        _ => throw new ArgumentOutOfRangeException(nameof(dataClass), dataClass, "Nothing writes it."),
    };

    private static DocumentLevel LevelOf(DataClass row) => row switch
    {
        DataClass.DocumentNormal => DocumentLevel.Normal,
        DataClass.DocumentRestricted => DocumentLevel.Restricted,
        _ => DocumentLevel.VeryRestricted,
    };
}
