using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>
/// The table of rights against a reference of its own: the matrix as the region wrote it down, read here by other
/// means, cell by cell.
/// </summary>
public sealed class RightsTests
{
    private const string Matrix =
        """
        Identity & administrative|rw|rw|rw|rw|rw|r|–|–
        Care circle, statuses|rw|rw|r|rwm|r|r(own structure) m|–|–
        Liaison log, tasks, agenda, shared memos|rw|rw|rw|rw|r, agenda w|–|–|–
        Social & life-environment forms|rw|rw|rw|rw|–|–|–|–
        Medical forms, stays|rw|rw|summary|rw|–|–|–|–
        PPCS|rw|rw|rw|rwm|–|–|–|–
        Documents N|rw|rw|r*|rw|w|–|–|–
        Documents R|rw|r*|–|r*|–|–|–|–
        Documents V|r*|–|–|–|–|–|–|–
        """;

    private static readonly DataClass[] Rows =
    [
        DataClass.Identity, DataClass.Circle, DataClass.Coordination, DataClass.Social, DataClass.Medical,
        DataClass.Plan, DataClass.DocumentNormal, DataClass.DocumentRestricted, DataClass.DocumentVeryRestricted,
    ];

    private static readonly Dictionary<CareRole, string> Professions = new()
    {
        [CareRole.Medical] = "Médecin généraliste",
        [CareRole.Paramedical] = "Infirmière libérale",
        [CareRole.Social] = "Assistante sociale",
        [CareRole.Coordinator] = "Coordonnatrice de parcours",
        [CareRole.Secretary] = "Secrétaire médicale",
        [CareRole.StructureAdministrator] = "Directeur d'EHPAD",
    };

    public static TheoryData<CareRole, DataClass> Cells =>
    [
        .. from role in Enum.GetValues<CareRole>()
           where role != CareRole.Unspecified
           from dataClass in Rows
           select new TheoryDataRow<CareRole, DataClass>(role, dataClass),
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_says_what_the_matrix_says(CareRole role, DataClass dataClass)
    {
        (bool read, bool write, bool manage) = Reference(role, dataClass);
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
        if (!Professions.TryGetValue(role, out string? profession) || WriteOf(dataClass) is not { } write)
        {
            // Nobody joins a circle in that role, or nothing of that class is there yet.
            return;
        }

        PersonId alice = PersonId.New();
        PersonId member = PersonId.New();
        var desk = new Desk(alice);
        desk.People.Employ(member, profession);
        Assert.Null(desk.Begin(alice, member));
        Assert.Null(write(desk, alice));
        (bool mayRead, bool mayWrite, _) = Reference(role, dataClass);
        Assert.Equal(mayRead, desk.Dossier.RightOf(member)!.Value.Access.CanRead(dataClass));
        Assert.Equal(mayWrite ? null : ErrorCode.NotAccessible, write(desk, member)?.Code);
        desk.CheckViews();
        Assert.Null(desk.End(member, member));
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

    private static (bool Read, bool Write, bool Manage) Reference(CareRole role, DataClass dataClass)
    {
        string cell = Matrix.Split('\n')[Array.IndexOf(Rows, dataClass)].Split('|')[(int)role].Trim();
        // Whoever must be named does not read by the role, a summary is not the thing, and there is no agenda yet.
        string plain = cell.Replace("r*", "", StringComparison.Ordinal)
            .Replace("summary", "", StringComparison.Ordinal)
            .Replace("(own structure)", "", StringComparison.Ordinal)
            .Replace(", agenda w", "", StringComparison.Ordinal);
        return (plain.Contains('r'), plain.Contains('w'), plain.Contains('m'));
    }

    private static Func<Desk, PersonId, Error?>? WriteOf(DataClass dataClass) => dataClass switch
    {
        DataClass.Identity => (desk, person) => desk.Record(person, ConsentState.Proposed),
        DataClass.Circle => (desk, person) => desk.Begin(person, PersonId.New()),
        DataClass.Coordination => (desk, person) => desk.Write(person),
        _ => null,
    };
}
