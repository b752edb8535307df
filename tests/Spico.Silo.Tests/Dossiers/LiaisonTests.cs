using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

public sealed class LiaisonTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _director = PersonId.New();
    private readonly Desk _desk;

    public LiaisonTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_director, "Directeur d'EHPAD");
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.Begin(_alice, _director));
    }

    [Fact]
    public void A_correction_keeps_the_first_text_and_is_its_authors_alone()
    {
        Assert.Null(_desk.Write(_alice));
        ulong entry = (ulong)_desk.Dossier.Head.Seq;
        Assert.Equal(ErrorCode.WrongState, _desk.Correct(_bob, entry, "autre")!.Code);
        Assert.Null(_desk.Correct(_alice, entry, "va mieux"));
        Assert.Null(_desk.Correct(_alice, entry, "va bien mieux"));
        LiaisonEntry corrected = _desk.Dossier.Liaison.Find(entry)!;
        Assert.Equal(
            ("tout va bien", "va bien mieux", 2u),
            (corrected.FirstText, corrected.Text, corrected.Corrections));
        Assert.Null(_desk.Correct(_alice, entry, "va bien mieux"));
        Assert.Empty(_desk.Last.Facts);
    }

    [Fact]
    public void What_is_critical_is_told_to_all_who_may_read_it_and_acknowledged_by_each()
    {
        Assert.Null(_desk.Write(_alice, LiaisonSeverity.Critical));
        ulong entry = (ulong)_desk.Dossier.Head.Seq;
        ConsequenceRow told = Assert.Single(_desk.Told);
        Assert.Equal((_bob, NotificationKind.LiaisonCritical), (told.Person, told.Notification));
        Assert.Null(_desk.Acknowledge(_bob, entry));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Acknowledge(_director, entry)!.Code);
        Assert.Null(_desk.Acknowledge(_bob, entry));
        Assert.Empty(_desk.Last.Facts);
        Assert.Equal(
            [_bob.ToByteString()],
            _desk.Dossier.Liaison.Find(entry)!.Acknowledgements.Select(one => one.Person));

        Assert.Null(_desk.Write(_bob));
        Assert.Equal(NotificationKind.Liaison, Assert.Single(_desk.Told).Notification);
        Assert.Equal(ErrorCode.WrongState, _desk.Acknowledge(_alice, (ulong)_desk.Dossier.Head.Seq)!.Code);
    }

    [Fact]
    public void The_last_hundred_entries_are_shown_and_may_be_corrected()
    {
        Assert.Null(_desk.Write(_alice));
        ulong first = (ulong)_desk.Dossier.Head.Seq;
        for (int i = 0; i < LiaisonLimits.Recent; i++)
        {
            Assert.Null(_desk.Write(_bob));
        }

        Assert.Equal(LiaisonLimits.Recent, _desk.Dossier.Show(StreamAccess.All).Liaison.Count);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Correct(_alice, first, "trop tard")!.Code);
        _desk.CheckViews();
    }

    [Fact]
    public void A_text_has_so_many_characters()
    {
        Assert.Null(_desk.Write(_alice));
        ulong entry = (ulong)_desk.Dossier.Head.Seq;
        Assert.Null(_desk.Correct(_alice, entry, new string('é', LiaisonLimits.TextCharacters)));
        Error refusal = _desk.Correct(_alice, entry, new string('é', LiaisonLimits.TextCharacters + 1))!;
        Assert.Equal((ErrorCode.TooLarge, "correct.text"), (refusal.Code, refusal.Field));
        Assert.Equal("correct.text", _desk.Correct(_alice, entry, " ")!.Field);
        Assert.Equal("write.happened_at", _desk.Write(_alice, happenedAt: _desk.Now + 1)!.Field);
    }
}
