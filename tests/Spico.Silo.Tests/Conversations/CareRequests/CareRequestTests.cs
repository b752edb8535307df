using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations.CareRequests;

public sealed class CareRequestTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _chloe = PersonId.New();
    private readonly Ward _ward;

    public CareRequestTests() => _ward = new Ward(_alice, _bob, _chloe);

    [Fact]
    public void It_is_one_decision_with_its_message_and_its_addressees_are_notified()
    {
        Assert.Null(_ward.Ask(_alice, _bob, _chloe));

        long seq = _ward.Head;
        OpenCareRequest asked = _ward.Round.CareRequests.Find(seq)!;
        Assert.Equal((seq - 1, _alice, CareRequestState.Open), (asked.Message, asked.AskedBy, asked.State));
        Assert.Equal(
            [
                ConsequenceRow.Notify(_ward.Stream, seq, _bob, NotificationKind.Request),
                ConsequenceRow.Notify(_ward.Stream, seq, _chloe, NotificationKind.Request),
            ],
            _ward.Last.Consequences);
        Assert.Equal(3, _ward.Last.Rows.Length);
    }

    [Fact]
    public void Taken_twice_it_has_one_owner_and_the_other_is_told_who()
    {
        long request = Asked(_bob, _chloe);
        Assert.Null(_ward.Move(CareRequestMove.Take, _bob, request));
        Assert.Equal(
            [ConsequenceRow.Notify(_ward.Stream, _ward.Head, _alice, NotificationKind.RequestChanged)],
            _ward.Last.Consequences);

        CareRequestMove[] moves = [CareRequestMove.Take, CareRequestMove.Answer, CareRequestMove.Decline];
        foreach (CareRequestMove move in moves)
        {
            Error taken = _ward.Move(move, _chloe, request)!;
            Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (taken.Code, taken.Person));
        }

        Assert.Null(_ward.Move(CareRequestMove.Take, _bob, request));
        Assert.Empty(_ward.Last.Facts);
    }

    [Fact]
    public void It_is_answered_then_closed()
    {
        long request = Asked(_bob);
        Assert.Equal(ErrorCode.NotAccessible, _ward.Move(CareRequestMove.Answer, _chloe, request)!.Code);
        Assert.Null(_ward.Move(CareRequestMove.Answer, _bob, request));
        Assert.Equal(ErrorCode.WrongState, _ward.Move(CareRequestMove.Take, _bob, request)!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _ward.Move(CareRequestMove.Close, _chloe, request)!.Code);
        Assert.Null(_ward.Move(CareRequestMove.Close, _alice, request));
        Assert.Equal(ErrorCode.WrongState, _ward.Move(CareRequestMove.Close, _alice, request)!.Code);
        Assert.Equal(0, _ward.Round.CareRequests.Count);
    }

    [Fact]
    public void It_is_over_when_nobody_is_left_who_would_do_it()
    {
        long request = Asked(_bob, _chloe);
        _ward.Move(CareRequestMove.Take, _bob, request);
        Assert.Null(_ward.Move(CareRequestMove.Decline, _bob, request));
        OpenCareRequest open = _ward.Round.CareRequests.Find(request)!;
        Assert.Equal((CareRequestState.Open, null), (open.State, open.Owner));
        Assert.True(open.WaitsFor(_chloe) && !open.WaitsFor(_bob));

        Assert.Null(_ward.Move(CareRequestMove.Decline, _bob, request));
        Assert.Empty(_ward.Last.Facts);
        Assert.Null(_ward.Move(CareRequestMove.Decline, _chloe, request));
        Assert.Null(_ward.Round.CareRequests.Find(request));
    }

    [Fact]
    public void What_the_departed_held_is_free_again()
    {
        long request = Asked(_bob, _chloe);
        _ward.Move(CareRequestMove.Take, _bob, request);
        _ward.Write(_bob, new Fact { MemberLeft = new MemberLeft() });
        Assert.Null(_ward.Move(CareRequestMove.Take, _chloe, request));
        Assert.Equal(_chloe, _ward.Round.CareRequests.Find(request)!.Owner);
    }

    [Fact]
    public void Only_members_who_may_read_it_are_asked()
    {
        Refused(ErrorCode.InvalidArgument, _ward.Ask(_alice));
        Refused(ErrorCode.InvalidArgument, _ward.Ask(_alice, _alice));
        Refused(ErrorCode.InvalidArgument, _ward.Ask(_alice, _bob, _bob));
        Refused(ErrorCode.InvalidArgument, _ward.Ask(_alice, PersonId.New()));
        Refused(
            ErrorCode.TooLarge,
            _ward.Ask(_alice, [.. Enumerable.Repeat(_bob, CareRequestLimits.Addressees + 1)]));
        Assert.Equal(ErrorCode.NotAccessible, _ward.Ask(PersonId.New(), _bob)!.Code);

        static void Refused(ErrorCode code, Error? error) =>
            Assert.Equal((code, "request.addressees"), (error?.Code, error?.Field));
    }

    [Fact]
    public void There_may_be_so_many_and_no_more()
    {
        for (int i = 0; i < CareRequestLimits.Open; i++)
        {
            Asked(_bob);
        }

        Assert.Equal(ErrorCode.LimitReached, _ward.Ask(_alice, _bob)!.Code);
        _ward.Move(CareRequestMove.Close, _alice, _ward.Head);
        Assert.Null(_ward.Ask(_alice, _bob));
    }

    private long Asked(params PersonId[] addressees)
    {
        Assert.Null(_ward.Ask(_alice, addressees));
        return _ward.Head;
    }
}
