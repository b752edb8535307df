using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

public sealed class MemoTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public MemoTests()
    {
        _desk = new Desk(_alice);
        Assert.Null(_desk.Begin(_alice, _bob));
    }

    [Fact]
    public void Anybody_who_writes_memos_changes_one_they_have_seen_and_takes_it_away()
    {
        Assert.Null(_desk.WriteMemo(_alice, "Code de la porte : 1234"));
        Memo first = _desk.Dossier.Memos.Find(_desk.Head)!;
        Assert.Null(_desk.EditMemo(_bob, first, "Code de la porte : 4321"));
        Error late = _desk.EditMemo(_alice, first, "Code de la porte : 0000")!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (late.Code, late.Person));
        Memo edited = _desk.Dossier.Memos.Find(first.Memo_)!;
        Assert.Equal(
            (2u, _alice.ToByteString(), _bob.ToByteString()), (edited.Version, edited.WrittenBy, edited.ChangedBy));
        Assert.Null(_desk.EditMemo(_alice, edited, edited.Text));
        Assert.Empty(_desk.Last.Facts);
        Assert.Null(_desk.EditMemo(_alice, edited, ""));
        late = _desk.EditMemo(_bob, edited, "encore")!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        _desk.CheckViews();
    }

    [Fact]
    public void A_dossier_has_so_many_memos_and_a_memo_so_many_characters()
    {
        Assert.Equal("write", _desk.WriteMemo(_alice, "")!.Field);
        Assert.Equal(ErrorCode.TooLarge, _desk.WriteMemo(_alice, new string('é', MemoLimits.TextCharacters + 1))!.Code);
        for (int i = 0; i < MemoLimits.Shared; i++)
        {
            Assert.Null(_desk.WriteMemo(_alice, new string('é', MemoLimits.TextCharacters)));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.WriteMemo(_alice, "encore")!.Code);
    }

    [Fact]
    public void Private_memos_are_their_authors_come_back_from_a_snapshot_and_there_are_so_many()
    {
        StreamId stream = StreamId.PrivateMemosOf(_alice);
        PrivateMemoState memos = PrivateMemoState.Empty(stream);
        Assert.Null(Save(memos, _alice, "à ne pas oublier"));
        ByteString first = memos.On(_desk.Stream.ToByteString()).Single().Memo;
        Assert.Equal(ErrorCode.NotAccessible, Save(memos, _bob, "curieux")!.Code);
        Assert.Null(memos.RightOf(_bob));
        Assert.Equal(ErrorCode.NotAccessible, Save(memos, _alice, "inconnu", Desk.Id())!.Code);
        Assert.Null(Save(memos, _alice, "oublié", first));
        for (int i = 1; i < MemoLimits.Private; i++)
        {
            Assert.Null(Save(memos, _alice, $"memo {i}"));
        }

        Assert.Equal(ErrorCode.LimitReached, Save(memos, _alice, "de trop")!.Code);
        byte[] snapshot = memos.ToSnapshot();
        PrivateMemoState again = PrivateMemoState.Restore(stream, snapshot)!;
        Assert.Equal(snapshot, again.ToSnapshot());
        Assert.Equal("oublié", again.Find(first)!.Text);
        Assert.Null(Save(again, _alice, "", first));
        Assert.Equal(MemoLimits.Private - 1, again.Count);
        Assert.Equal("text", Save(again, _alice, new string('é', MemoLimits.TextCharacters + 1))!.Field);
        Assert.Equal("memo", Save(again, _alice, "")!.Field);
    }

    private Error? Save(PrivateMemoState memos, PersonId author, string text, ByteString? memo = null)
    {
        var request = new SavePrivateMemoRequest
        {
            RequestId = Desk.Id(),
            Dossier = _desk.Stream.ToByteString(),
            Memo = memo ?? ByteString.Empty,
            Text = text,
        };
        if (SavePrivateMemoCommand.TryRead(author, request, _desk.Now, out SavePrivateMemoCommand? command)
            is { } invalid)
        {
            return invalid;
        }

        Decision decision = command!.Decide(memos);
        foreach (FactDraft fact in decision.Facts)
        {
            memos.Apply(new StreamFact(
                new StreamHead(memos.Head.Seq + 1, 0, _desk.Now),
                author,
                fact.DataClass,
                fact.Body.BodyCase,
                fact.Body));
        }

        return decision.Reply?.Error;
    }
}
