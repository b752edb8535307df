using Spico.Load.Driving;
using Spico.Load.Judging;
using Spico.Load.Measuring;
using Spico.Peers;

namespace Spico.Load.Tests.Judging;

public sealed class LedgerTests
{
    private static readonly PeerPlan Plan = new(2, 3);

    private readonly Ledger _ledger = new(Plan, new LatencyWindow());

    [Fact]
    public void Everything_once_in_one_order_is_faultless()
    {
        Post(sender: 0, count: 2);
        Post(sender: 1, count: 1);
        ForAll(0, (0, 1), (1, 1), (0, 2));
        Judgement judged = Judge();
        Assert.Null(judged.Fault);
        Assert.Equal((3, 9), (judged.Accepted, judged.Delivered));
        Assert.True(_ledger.IsSettled);
    }

    [Fact]
    public void A_message_that_one_member_missed_is_lost_once()
    {
        Post(sender: 0, count: 3);
        See(0, (0, 1), (0, 2), (0, 3));
        See(1, (0, 1), (0, 3));
        See(2, (0, 1), (0, 2), (0, 3));
        Assert.Equal("1 lost", Judge().Fault);
        Assert.False(_ledger.IsSettled);
    }

    [Fact]
    public void Messages_missing_at_the_end_are_lost()
    {
        Post(sender: 0, count: 5);
        See(0, (0, 1), (0, 2), (0, 3), (0, 4), (0, 5));
        See(1, (0, 1), (0, 2), (0, 3));
        Assert.Equal("7 lost", Judge().Fault);
    }

    [Fact]
    public void A_message_seen_again_is_a_duplicate_and_delivered_once()
    {
        Post(sender: 0, count: 2);
        ForAll(0, (0, 1), (0, 2));
        See(1, (0, 1), (0, 2));
        Assert.Equal("2 duplicated", Judge().Fault);
        Assert.Equal(6, Judge().Delivered);
    }

    [Fact]
    public void A_message_after_a_later_one_of_its_sender_is_reordered_and_neither_lost_nor_doubled()
    {
        Post(sender: 0, count: 3);
        ForAll(0, (0, 2), (0, 1), (0, 3));
        Judgement judged = Judge();
        Assert.Equal((3, 0, 0), (judged.Reordered, judged.Lost, judged.Duplicated));
        Assert.Null(_ledger.Judge(isOneOrderPromised: true, isSenderOrderPromised: false).Fault);
    }

    [Fact]
    public void Two_orders_are_a_fault_only_where_one_is_promised()
    {
        Post(sender: 0, count: 1);
        Post(sender: 1, count: 1);
        See(0, (0, 1), (1, 1));
        See(1, (0, 1), (1, 1));
        See(2, (1, 1), (0, 1));
        Assert.Equal("1 reordered", _ledger.Judge(isOneOrderPromised: true).Fault);
        Judgement lenient = _ledger.Judge(isOneOrderPromised: false);
        Assert.Null(lenient.Fault);
        Assert.Equal(1, lenient.ConversationsOfSeveralOrders);
    }

    [Fact]
    public void What_belongs_to_another_conversation_or_to_nobody_is_leaked()
    {
        Post(sender: 3, count: 1);
        ForAll(1, (3, 1));
        Tell(0, conversation: 1, new MessageHeader(1, 3, 1, 0));
        Tell(0, conversation: 0, new MessageHeader(1, 3, 1, 0));
        Tell(0, conversation: 0, new MessageHeader(0, 4, 1, 0));
        _ledger.Receivers[0].OnMessage(0, "not one of ours"u8);
        Judgement judged = Judge();
        Assert.Equal("4 leaked", judged.Fault);
        Assert.Equal(3, judged.Delivered);
    }

    [Fact]
    public void A_message_without_ack_may_have_come_or_not()
    {
        SenderTally sender = _ledger.Senders[0];
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => sender.Next()));
        sender.OnAcked();
        sender.OnFailed(2);
        sender.OnFailed(3);
        See(0, (0, 1), (0, 2));
        See(1, (0, 1), (0, 2));
        See(2, (0, 1));
        Judgement judged = Judge();
        Assert.Equal((0, 2), (judged.Lost, judged.Refused));
    }

    [Fact]
    public void A_broken_history_is_a_fault_of_its_own()
    {
        Judgement judged = Judge() with { Checker = "invalid: 1 violations, the smallest of Order" };
        Assert.Equal("history invalid: 1 violations, the smallest of Order", judged.Fault);
        Assert.Null((judged with { Checker = "unknown: fewer than 1 acks" }).Fault);
    }

    [Fact]
    public async Task A_member_tells_when_it_has_a_number_of_messages()
    {
        Task reaches = _ledger.Receivers[0].ReachesAsync(2);
        See(0, (0, 1));
        Assert.False(reaches.IsCompleted);
        See(0, (0, 2));
        await reaches;
    }

    private Judgement Judge() => _ledger.Judge(isOneOrderPromised: true);

    private void Post(int sender, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ledger.Senders[sender].Next();
            _ledger.Senders[sender].OnAcked();
        }
    }

    private void ForAll(int conversation, params (int Sender, int Number)[] messages)
    {
        for (int slot = 0; slot < Plan.MembersEach; slot++)
        {
            See((conversation * Plan.MembersEach) + slot, messages);
        }
    }

    private void See(int member, params (int Sender, int Number)[] messages)
    {
        int conversation = member / Plan.MembersEach;
        foreach ((int sender, int number) in messages)
        {
            Tell(member, conversation, new MessageHeader(conversation, sender, number, 0));
        }
    }

    private void Tell(int member, int conversation, MessageHeader header)
    {
        byte[] text = new byte[200];
        header.Write(text);
        _ledger.Receivers[member].OnMessage(conversation, text);
    }
}
