using Spico.Protocol;

namespace Spico.Checker.Tests;

public sealed class HistoryCheckerTests
{
    private readonly SampleRun _run = new();

    [Fact]
    public void A_faultless_run_is_valid()
    {
        PersonId bob = _run.Add("bob");
        PersonId late = _run.Add("late", fromNow: true);
        _run.Post(_run.Author, "one");
        _run.Post(bob, "two");
        _run.Remove(bob);
        _run.Post(late, "three");
        _run.Harness.Quiet();

        CheckReport report = _run.Check();

        Assert.True(report.Verdict == Verdict.Valid, report.ToString());
        Assert.Equal(3, report.Counts.Acked);
    }

    [Fact]
    public void Too_few_acks_leave_the_verdict_unknown()
    {
        _run.Post(_run.Author, "one");

        Assert.Equal(Verdict.Unknown, _run.Check(acksMin: 2).Verdict);
    }

    [Fact]
    public void Too_few_faults_leave_the_verdict_unknown()
    {
        _run.Post(_run.Author, "one");
        _run.History.Final(_run.Conversation, SampleRun.Epoch, _run.Log);
        var options = new CheckerOptions { AcksMin = 1, FaultsMin = 1 };

        Assert.Equal(Verdict.Unknown, HistoryChecker.Check(_run.History, options).Verdict);

        _run.Harness.FaultEnd(_run.Harness.FaultBegin("kill -9", "silo"));
        Assert.Equal(Verdict.Valid, HistoryChecker.Check(_run.History, options).Verdict);
    }

    [Fact]
    public void A_conversation_whose_log_was_never_read_leaves_the_verdict_unknown()
    {
        _run.Post(_run.Author, "one");

        Assert.Equal(Verdict.Unknown, HistoryChecker.Check(_run.History, new CheckerOptions { AcksMin = 1 }).Verdict);
    }

    [Fact]
    public void An_ack_without_its_fact_is_lost()
    {
        _run.Post(_run.Author, "one");
        long send = _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("two"));
        _run[_run.Author].SendOk(_run.Conversation, send, new StreamPosition(SampleRun.Epoch, _run.Head + 1));

        AssertBroken(Rule.Lost);
    }

    [Fact]
    public void An_ack_at_the_position_of_another_text_is_lost()
    {
        long send = _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("mine"));
        _run.Store(_run.Author, "another");
        _run[_run.Author].SendOk(_run.Conversation, send, new StreamPosition(SampleRun.Epoch, _run.Head));

        AssertBroken(Rule.Lost, Rule.Once);
    }

    [Fact]
    public void An_acked_message_that_no_subscriber_got_is_unseen()
    {
        HistoryWriter author = _run[_run.Author];
        long send = author.SendInvoke(_run.Conversation, BodyHash.Of("one"));
        LogEntry silent = _run.StoreSilently(_run.Author, "one");
        author.SendOk(_run.Conversation, send, new StreamPosition(SampleRun.Epoch, silent.Seq));
        _run.Post(_run.Author, "two");

        AssertBroken(Rule.Unseen, Rule.Delivery);
    }

    [Fact]
    public void A_message_twice_in_the_log_is_not_once()
    {
        _run.Post(_run.Author, "one");
        _run.Store(_run.Author, "one");

        AssertBroken(Rule.Once);
    }

    [Fact]
    public void A_refused_message_in_the_log_is_not_once()
    {
        _run.Post(_run.Author, "one");
        long send = _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("refused"));
        _run.Store(_run.Author, "refused");
        _run[_run.Author].SendFail(_run.Conversation, send);

        AssertBroken(Rule.Once);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_of_unknown_outcome_may_be_in_the_log_or_not(bool isStored)
    {
        _run.Post(_run.Author, "one");
        long send = _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("unknown"));
        if (isStored)
        {
            _run.Store(_run.Author, "unknown");
        }

        _run[_run.Author].SendUnknown(_run.Conversation, send);

        Assert.Equal(Verdict.Valid, _run.Check().Verdict);
    }

    [Fact]
    public void Two_acks_at_one_position_are_not_once()
    {
        HistoryWriter author = _run[_run.Author];
        ulong hash = BodyHash.Of("same");
        long first = author.SendInvoke(_run.Conversation, hash);
        long second = author.SendInvoke(_run.Conversation, hash);
        _run.Store(_run.Author, "same");
        author.SendOk(_run.Conversation, first, new StreamPosition(SampleRun.Epoch, _run.Head));
        author.SendOk(_run.Conversation, second, new StreamPosition(SampleRun.Epoch, _run.Head));

        AssertBroken(Rule.Once);
    }

    [Fact]
    public void A_gap_in_the_log_breaks_the_order()
    {
        _run.Post(_run.Author, "one");
        _run.Log[^1] = _run.Log[^1] with { Seq = 3 };

        AssertBroken(Rule.Order);
    }

    [Fact]
    public void Another_text_at_a_position_than_the_log_has_breaks_the_order()
    {
        _run.Post(_run.Author, "one");
        LogEntry silent = _run.StoreSilently(_run.Author, "two");
        _run[_run.Author].SendOk(
            _run.Conversation,
            _run[_run.Author].SendInvoke(_run.Conversation, silent.Hash),
            new StreamPosition(SampleRun.Epoch, silent.Seq));
        _run.Deliver(_run[_run.Author], silent with { Hash = BodyHash.Of("three") });

        AssertBroken(Rule.Order);
    }

    [Fact]
    public void A_message_sent_after_an_ack_may_not_come_before_it()
    {
        HistoryWriter author = _run[_run.Author];
        LogEntry first = _run.StoreSilently(_run.Author, "late");
        LogEntry second = _run.StoreSilently(_run.Author, "early");
        long early = author.SendInvoke(_run.Conversation, second.Hash);
        author.SendOk(_run.Conversation, early, new StreamPosition(SampleRun.Epoch, second.Seq));
        long late = author.SendInvoke(_run.Conversation, first.Hash);
        author.SendOk(_run.Conversation, late, new StreamPosition(SampleRun.Epoch, first.Seq));

        AssertBroken(Rule.Order);
    }

    [Fact]
    public void A_repeated_delivery_is_found()
    {
        _run.Post(_run.Author, "one");
        _run.Deliver(_run[_run.Author], _run.Log[^1]);

        AssertBroken(Rule.Delivery);
    }

    [Fact]
    public void A_skipped_delivery_is_found()
    {
        PersonId bob = _run.Add("bob");
        LogEntry silent = _run.StoreSilently(bob, "one");
        _run[bob].SendUnknown(_run.Conversation, _run[bob].SendInvoke(_run.Conversation, silent.Hash));
        _run.Deliver(_run[_run.Author], silent);
        _run.Post(_run.Author, "two");

        AssertBroken(Rule.Delivery);
    }

    [Fact]
    public void A_resumption_behind_the_cursor_is_found()
    {
        _run.Post(_run.Author, "one");
        _run[_run.Author].ResumeInvoke(_run.Conversation, new StreamPosition(SampleRun.Epoch, 2));
        _run[_run.Author].ResumeOk(_run.Conversation, new StreamPosition(SampleRun.Epoch, 1), 2);

        AssertBroken(Rule.Delivery);
    }

    [Fact]
    public void A_resumption_that_nobody_saw_asked_for_is_held_to_the_last_delivery()
    {
        _run.Post(_run.Author, "one");
        _run[_run.Author].ResumeOk(_run.Conversation, new StreamPosition(SampleRun.Epoch, _run.Head), _run.Head);
        Assert.Equal(Verdict.Valid, _run.Check().Verdict);

        _run[_run.Author].ResumeOk(_run.Conversation, new StreamPosition(SampleRun.Epoch, 1), _run.Head);
        AssertBroken(Rule.Delivery);
    }

    [Fact]
    public void A_resumption_past_readable_facts_is_found()
    {
        _run.Post(_run.Author, "one");
        _run.Post(_run.Author, "two");
        PersonId bob = PersonId.New();
        HistoryWriter writer = _run.Connect("bob", bob, after: 3);
        writer.ResumeInvoke(_run.Conversation, new StreamPosition(SampleRun.Epoch, 1));
        _run.Log.Add(new LogEntry
        {
            Seq = 4,
            Kind = LogEntryKind.MemberAdded,
            Author = _run.Author.Value,
            Person = bob.Value,
        });
        writer.ResumeOk(_run.Conversation, new StreamPosition(SampleRun.Epoch, 2), 4);

        AssertBroken(Rule.Delivery);
    }

    [Fact]
    public void A_resync_excuses_a_gap()
    {
        PersonId bob = _run.Add("bob");
        LogEntry silent = _run.StoreSilently(_run.Author, "one");
        _run[_run.Author].SendUnknown(
            _run.Conversation, _run[_run.Author].SendInvoke(_run.Conversation, silent.Hash));
        _run.Deliver(_run[_run.Author], silent);
        _run[bob].ResumeInvoke(_run.Conversation, new StreamPosition(SampleRun.Epoch, silent.Seq - 1));
        _run[bob].Resync(_run.Conversation, new StreamPosition(SampleRun.Epoch, silent.Seq));
        _run.Post(_run.Author, "two");

        CheckReport report = _run.Check();
        Assert.True(report.Verdict == Verdict.Valid, report.ToString());
    }

    [Fact]
    public void A_delivery_of_an_old_epoch_after_a_new_one_is_found()
    {
        _run.Post(_run.Author, "one");
        _run[_run.Author].Resync(_run.Conversation, new StreamPosition(2, 1));
        _run.Deliver(_run[_run.Author], _run.Log[^1]);

        AssertBroken(Rule.Epoch);
    }

    [Fact]
    public void An_ack_of_an_old_epoch_after_a_new_one_is_found()
    {
        _run.Post(_run.Author, "one");
        _run[_run.Author].Resync(_run.Conversation, new StreamPosition(2, 1));
        long send = _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("two"));
        _run.StoreSilently(_run.Author, "two");
        _run[_run.Author].SendOk(_run.Conversation, send, new StreamPosition(SampleRun.Epoch, _run.Head));

        AssertBroken(Rule.Epoch);
    }

    [Fact]
    public void A_delivery_beyond_the_end_of_the_log_is_found()
    {
        _run.Post(_run.Author, "one");
        _run.Deliver(_run[_run.Author], _run.Log[^1] with { Seq = _run.Head + 1 });

        AssertBroken(Rule.Epoch);
    }

    [Fact]
    public void A_subscriber_short_of_the_head_at_the_quiet_end_is_found()
    {
        PersonId bob = _run.Add("bob");
        _run.Post(_run.Author, "one");
        LogEntry silent = _run.StoreSilently(_run.Author, "two");
        _run[_run.Author].SendUnknown(
            _run.Conversation, _run[_run.Author].SendInvoke(_run.Conversation, silent.Hash));
        _run.Deliver(_run[bob], silent);
        _run.Harness.Quiet();

        AssertBroken(Rule.Liveness);
    }

    [Fact]
    public void A_send_that_is_never_answered_is_found_at_the_quiet_end()
    {
        _run.Post(_run.Author, "one");
        _run[_run.Author].SendInvoke(_run.Conversation, BodyHash.Of("two"));
        _run.Harness.Quiet();

        AssertBroken(Rule.Liveness);
    }

    [Fact]
    public void A_delivery_after_a_removal_is_found()
    {
        PersonId bob = _run.Add("bob");
        _run.Remove(bob);
        _run.Post(_run.Author, "one");
        _run.Deliver(_run[bob], _run.Log[^1]);

        AssertBroken(Rule.Access);
    }

    [Fact]
    public void A_removed_member_who_is_added_again_may_not_have_been_served_meanwhile()
    {
        PersonId bob = _run.Add("bob");
        _run.Remove(bob);
        _run.Post(_run.Author, "meanwhile");
        _run.Deliver(_run[bob], _run.Log[^1]);
        _run.Log.Add(new LogEntry
        {
            Seq = _run.Head + 1,
            Kind = LogEntryKind.MemberAdded,
            Author = _run.Author.Value,
            Person = bob.Value,
        });
        _run.Deliver(_run[_run.Author], _run.Log[^1]);

        AssertBroken(Rule.Access);
    }

    [Fact]
    public void History_read_without_access_is_found()
    {
        _run.Post(_run.Author, "one");
        HistoryWriter stranger = _run.History.AddClient("stranger", PersonId.New());
        stranger.Read(SampleRun.Epoch, new Protocol.V1.Fact
        {
            Stream = _run.Conversation.ToByteString(),
            Seq = 2,
            Author = _run.Author.ToByteString(),
            MessagePosted = new() { Text = "one" },
        });

        AssertBroken(Rule.Access);
    }

    [Fact]
    public void A_withheld_class_is_told_elided_and_never_in_full()
    {
        const int Medical = 2;
        PersonId bob = _run.Add("bob", withheld: 1 << Medical);
        _run.Post(_run.Author, "one", Medical);
        Assert.Equal(Verdict.Valid, _run.Check().Verdict);

        LogEntry secret = _run.Log[^1];
        HistoryWriter again = _run.History.AddClient("bob again", bob);
        again.Deliver(_run.Conversation, SampleRun.Epoch, secret.Seq, secret.Author, secret.Hash);

        AssertBroken(Rule.Access);
    }

    [Fact]
    public void The_timeline_shows_what_happened_around_the_smallest_violation()
    {
        _run.Post(_run.Author, "one");
        _run.Harness.FaultBegin("kill -9", "silo");
        _run.Deliver(_run[_run.Author], _run.Log[^1]);

        string report = _run.Check().ToString();

        Assert.Contains("invalid", report, StringComparison.Ordinal);
        Assert.Contains("FAULT kill -9 silo", report, StringComparison.Ordinal);
        Assert.Contains("got 2", report, StringComparison.Ordinal);
    }

    private void AssertBroken(params Rule[] rules)
    {
        CheckReport report = _run.Check();
        Assert.True(report.Verdict == Verdict.Invalid, report.ToString());
        Assert.Equal(rules.Order(), report.Broken.Keys.Order());
    }
}
