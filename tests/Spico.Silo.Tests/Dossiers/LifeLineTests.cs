using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What of a dossier is on its life line, and for which structure.</summary>
public sealed class LifeLineTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public LifeLineTests() => _desk = new Desk(_alice);

    [Fact]
    public void Consents_tasks_that_are_done_and_documents_are_on_it_and_what_only_changes_is_not()
    {
        Assert.Null(_desk.Record(_alice, ConsentState.Given));
        Assert.Equal([LifeLineKind.Consent], Kinds());

        Assert.Null(_desk.Create(_alice));
        Assert.Empty(Kinds());
        ulong task = _desk.Dossier.Show(StreamAccess.All).Tasks[0].Task;
        Assert.Null(_desk.Move(_alice, task, CareTaskState.Requested, CareTaskState.Accepted));
        Assert.Null(_desk.Move(_alice, task, CareTaskState.Accepted, CareTaskState.InProgress));
        Assert.Empty(Kinds());
        Assert.Null(_desk.Move(_alice, task, CareTaskState.InProgress, CareTaskState.Done));
        Assert.Contains(LifeLineKind.TaskDone, Kinds());

        Assert.Null(_desk.Deposit(_alice, DocumentLevel.Normal, datedAt: 500));
        Assert.Equal(500, Rows().Single(row => row.Kind == LifeLineKind.Document).HappenedAt);
        DossierDocument document = _desk.Dossier.Show(StreamAccess.All).Documents[0];
        _desk.Now++;
        Assert.Null(_desk.Replace(_alice, document));
        Assert.Equal(_desk.Now, Rows().Single(row => row.Kind == LifeLineKind.Document).HappenedAt);
        Assert.Null(_desk.Withdraw(_alice, document));
        Assert.DoesNotContain(LifeLineKind.Document, Kinds());
    }

    [Fact]
    public void A_dossier_that_is_merged_and_separated_says_so_on_it()
    {
        Assert.Null(_desk.Merge(_alice));
        Assert.Equal([LifeLineKind.Merge], Kinds());
        Assert.Null(_desk.Separate(_alice));
        Assert.Equal([LifeLineKind.Merge], Kinds());
    }

    [Fact]
    public void A_plan_is_on_it_whenever_it_is_in_another_state()
    {
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.SetHead(_alice, _bob, _desk.Now + 1));
        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        Assert.Null(_desk.Complete(_alice, FormDesk.Synthesis));
        Assert.Null(_desk.SetGoal(_alice, new PlanGoal { Text = "Marcher sans aide" }));
        Assert.Null(_desk.Validate(_alice));
        Assert.Contains(LifeLineKind.Plan, Kinds());
        foreach (PlanState state in new[] { PlanState.OnHold, PlanState.Active, PlanState.Completed })
        {
            Assert.Null(_desk.MovePlan(_alice, state));
            Assert.Equal([LifeLineKind.Plan], Kinds());
        }
    }

    [Fact]
    public void A_status_is_its_structures_and_an_emergency_that_of_who_comes()
    {
        PracticeSituation cabinet = _desk.Practise(_bob, "Coordonnateur", "Cabinet des Lilas");
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod
        {
            Person = _bob.ToByteString(),
            Function = CareFunction.Coordinator,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
            Practice = cabinet.Id,
        }));
        Assert.Null(_desk.Write(_bob));
        Assert.Equal(Id(cabinet.Structure), Assert.Single(Rows()).Structure);
        ByteString other = _desk.BringStructure(_alice);
        Assert.Null(_desk.Follow(_bob, other, FollowUpState.Requested));
        Assert.Equal(Id(other), Rows().Single(row => row.Kind == LifeLineKind.FollowUp).Structure);

        PersonId carol = PersonId.New();
        ByteString ssiad = _desk.Practise(carol, "Infirmière", "SSIAD du Lauragais").Structure;
        Assert.Null(_desk.BreakGlass(carol));
        Assert.All(Rows(), row => Assert.Equal(Id(ssiad), row.Structure));
        Assert.Contains(LifeLineKind.Circle, Kinds());
    }

    private static Guid Id(ByteString structure) => new(structure.Span, bigEndian: true);

    private IEnumerable<LifeLineKind> Kinds() => Rows().Select(row => row.Kind);

    private (LifeLineKind Kind, long HappenedAt, Guid? Structure)[] Rows() =>
    [
        .. _desk.Last.Rows
            .Where(row => row.Sql.Text.StartsWith("INSERT INTO dossier_life_line", StringComparison.Ordinal))
            .Select(row => ((LifeLineKind)(long)row.Values[2]!, (long)row.Values[4]!, (Guid?)row.Values[7])),
    ];
}
