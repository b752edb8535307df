using Microsoft.Extensions.Time.Testing;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

public sealed class PushPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PushPace<PersonId, MarkRow> _pace;

    public PushPaceTests() => _pace = new PushPace<PersonId, MarkRow>(TimeSpan.FromSeconds(1), _time);

    [Fact]
    public void The_first_goes_at_once_and_of_a_hundred_more_the_last_one_a_second_later()
    {
        Assert.True(TryPass(Mark(_alice, 1)));
        for (long seq = 2; seq <= 101; seq++)
        {
            Assert.False(TryPass(Mark(_alice, seq)));
        }

        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Empty(_pace.TakeDue());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(101, Assert.Single(_pace.TakeDue()).ReadUpTo);
        Assert.False(_pace.HasWaiting);
    }

    [Fact]
    public void Whoever_was_told_late_waits_a_second_again()
    {
        TryPass(Mark(_alice, 1));
        TryPass(Mark(_alice, 2));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_pace.TakeDue());
        Assert.False(TryPass(Mark(_alice, 3)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, Assert.Single(_pace.TakeDue()).ReadUpTo);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(TryPass(Mark(_alice, 4)));
    }

    [Fact]
    public void An_earlier_one_never_takes_the_place_of_a_later_one_and_nobody_waits_for_another()
    {
        Assert.True(TryPass(Mark(_alice, 1)));
        Assert.True(TryPass(Mark(_bob, 1)));
        Assert.False(TryPass(Mark(_alice, 5)));
        Assert.False(TryPass(Mark(_alice, 4)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Assert.Single(_pace.TakeDue()).ReadUpTo);
    }

    [Fact]
    public void However_many_read_nobody_goes_untold()
    {
        PersonId[] crowd = [.. Enumerable.Range(0, 3000).Select(_ => PersonId.New())];
        Assert.All(crowd, person => Assert.True(TryPass(Mark(person, 1))));
        int told = crowd.Count(person => TryPass(Mark(person, 2)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(crowd.Length, told + _pace.TakeDue().Count);
    }

    private bool TryPass(MarkRow mark) => _pace.TryPass(mark.Person, mark);

    private static MarkRow Mark(PersonId person, long seq) => new()
    {
        Stream = StreamId.InboxOf(person),
        Person = person,
        ReadUpTo = seq,
        ReadOrdinal = seq,
        ReadOwn = 0,
        Version = seq,
    };
}
