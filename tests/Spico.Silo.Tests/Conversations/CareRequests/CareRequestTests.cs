using Google.Protobuf;
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

    [Fact]
    public void Whoever_comes_to_act_for_a_structure_is_asked_with_it_and_whoever_ceases_to_is_not()
    {
        ByteString ward = StructureId.From(Guid.NewGuid()).ToByteString();
        ByteString other = StructureId.From(Guid.NewGuid()).ToByteString();
        _ward.ActFor(_bob, ward);
        Assert.Null(_ward.AskOf(_alice, [ward]));
        long request = _ward.Head;
        Assert.Equal([_bob], Addressees(request));

        _ward.ActFor(_chloe, ward);
        long joined = _ward.Head;
        CareRequestAddresseeChanged fact = _ward.Last.Facts[^1].Body.CareRequestAddresseeChanged;
        Assert.Equal((_chloe.ToByteString(), (ulong)request), (fact.Person, Assert.Single(fact.Joined)));
        Assert.Equal([_bob, _chloe], Addressees(request));
        Assert.Equal(
            [ConsequenceRow.Notify(_ward.Stream, joined, _chloe, NotificationKind.Request)], _ward.Last.Consequences);

        // Whoever asks is not asked, and nobody twice.
        _ward.ActFor(_alice, ward);
        Assert.Single(_ward.Last.Facts);
        _ward.ActFor(_bob, other);
        Assert.Equal([_chloe], Addressees(request));
        Assert.Empty(_ward.Last.Consequences);
        _ward.Leave(_chloe);
        Assert.Empty(Addressees(request));
        Assert.Contains(
            ConsequenceRow.Notify(_ward.Stream, _ward.Head, _alice, NotificationKind.RequestChanged),
            _ward.Last.Consequences);
        Assert.Equal(ErrorCode.NotAccessible, _ward.Move(CareRequestMove.Take, _bob, request)!.Code);
        _ward.ActFor(_bob, ward);
        Assert.Null(_ward.Move(CareRequestMove.Take, _bob, request));
    }

    [Fact]
    public void Whoever_was_asked_by_name_or_has_it_stays_and_whoever_cannot_read_it_is_not_asked()
    {
        ByteString ward = StructureId.From(Guid.NewGuid()).ToByteString();
        ByteString other = StructureId.From(Guid.NewGuid()).ToByteString();
        _ward.ActFor(_bob, ward);
        _ward.ActFor(_chloe, ward);
        _ward.AskOf(_alice, [ward], _bob);
        long request = _ward.Head;
        _ward.Move(CareRequestMove.Take, _chloe, request);
        _ward.ActFor(_bob, null);
        _ward.ActFor(_chloe, null);
        Assert.Equal([_bob, _chloe], Addressees(request));
        Assert.Equal(_chloe, _ward.Round.CareRequests.Find(request)!.Owner);

        var late = PersonId.New();
        _ward.Write(_alice, new Fact
        {
            MemberAdded = new MemberAdded { Person = late.ToByteString(), VisibleAfter = (ulong)_ward.Head },
        });
        _ward.ActFor(late, ward);
        Assert.DoesNotContain(late, Addressees(request));

        // A request to both structures stays with whoever changes from the one to the other.
        _ward.ActFor(_chloe, ward);
        _ward.AskOf(_alice, [ward, other], _bob);
        long both = _ward.Head;
        _ward.ActFor(_chloe, other);
        Assert.Contains(_chloe, Addressees(both));
    }

    private PersonId[] Addressees(long request) => [.. _ward.Round.CareRequests.Find(request)!.Addressees];

    private long Asked(params PersonId[] addressees)
    {
        Assert.Null(_ward.Ask(_alice, addressees));
        return _ward.Head;
    }
}
