using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What whoever opens a dossier in an emergency may do in it, and who is told.</summary>
public sealed class EmergencyTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public EmergencyTests() => _desk = new Desk(_alice);

    [Fact]
    public void Who_answers_for_the_protection_of_data_is_told_of_an_emergency_and_of_nothing_else()
    {
        PersonId olive = PersonId.New();
        _desk.Rights.DataProtectionOfficers = [olive.Value];
        Assert.Null(_desk.Write(_alice, LiaisonSeverity.Critical));
        Assert.DoesNotContain(_desk.Told, row => row.Person == olive);
        Assert.Null(_desk.BreakGlass(_bob));
        Assert.Equal(NotificationKind.BreakGlass, Assert.Single(_desk.Told, row => row.Person == olive).Notification);
        Assert.Null(_desk.Dossier.RightOf(olive));
    }

    [Fact]
    public void In_an_emergency_the_notebook_alone_is_written()
    {
        Assert.Null(_desk.Create(_alice));
        ulong task = _desk.Dossier.Show(StreamAccess.All).Tasks[0].Task;
        Assert.Null(_desk.WriteMemo(_alice, "Clé chez la voisine"));
        Memo memo = _desk.Dossier.Show(StreamAccess.All).Memos[0];
        Assert.Null(_desk.Write(_alice, LiaisonSeverity.Critical));
        ulong entry = _desk.Head;
        Assert.Null(_desk.BreakGlass(_bob));
        Error?[] refused =
        [
            _desk.Move(_bob, task, CareTaskState.Requested, CareTaskState.Cancelled),
            _desk.Create(_bob),
            _desk.EditMemo(_bob, memo, ""),
            _desk.WriteMemo(_bob, "non"),
        ];
        Assert.All(refused, error => Assert.Equal(ErrorCode.NotAccessible, error?.Code));
        Assert.Null(_desk.Write(_bob));
        Assert.Null(_desk.Acknowledge(_bob, entry));
    }
}
