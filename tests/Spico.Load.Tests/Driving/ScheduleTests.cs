using System.Diagnostics;
using Spico.Load.Driving;

namespace Spico.Load.Tests.Driving;

public sealed class ScheduleTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData(7919)]
    public void As_many_are_due_in_a_second_as_the_rate_says(int rate)
    {
        var schedule = new Schedule(rate, 10, 8, seed: 1);
        Assert.Equal(rate, schedule.DueWithin(Second));
        Assert.Equal(3600L * rate, schedule.DueWithin(3600 * Second));
    }

    [Fact]
    public void A_message_is_due_when_its_moment_is_past_and_not_before()
    {
        var schedule = new Schedule(2000, 10, 8, seed: 1);
        for (long n = 0; n < 5000; n++)
        {
            long due = schedule.DueAfter(n);
            Assert.Equal(n, schedule.DueWithin(due));
            Assert.Equal(n + 1, schedule.DueWithin(due + 1));
        }
    }

    [Fact]
    public void Every_conversation_and_every_member_has_the_same_share()
    {
        const int conversations = 20, members = 8;
        var schedule = new Schedule(100, conversations, members, seed: 1);
        var sent = new int[conversations * members];
        for (long n = 0; n < 10L * conversations * members; n++)
        {
            sent[schedule.SenderOf(n)]++;
        }

        Assert.All(sent, count => Assert.Equal(10, count));
    }

    [Fact]
    public void The_same_seed_gives_the_same_senders_and_another_gives_others()
    {
        int[] Senders(int seed)
        {
            var schedule = new Schedule(100, 50, 8, seed);
            return [.. Enumerable.Range(0, 100).Select(n => schedule.SenderOf(n))];
        }

        Assert.Equal(Senders(7), Senders(7));
        Assert.NotEqual(Senders(7), Senders(8));
    }
}
