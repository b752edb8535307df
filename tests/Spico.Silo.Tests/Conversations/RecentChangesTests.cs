using Spico.Protocol;
using Spico.Silo.Conversations;

namespace Spico.Silo.Tests.Conversations;

public sealed class RecentChangesTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly RecentChanges _changes = new(countMax: 3);

    [Fact]
    public void A_message_is_unchanged_since_its_last_change()
    {
        _changes.Add(5, default, 10);
        Assert.True(_changes.IsUnchangedSince(10, 5));
        Assert.False(_changes.IsUnchangedSince(9, 5));
        Assert.True(_changes.IsUnchangedSince(9, 6));
        Assert.True(_changes.IsUnchangedSince(9, 5, _alice));
    }

    [Fact]
    public void What_is_too_long_ago_is_not_known_to_be_unchanged()
    {
        _changes.StartAfter(7);
        Assert.False(_changes.IsUnchangedSince(6, 5));
        Assert.True(_changes.IsUnchangedSince(7, 5));
        for (long seq = 10; seq < 14; seq++)
        {
            _changes.Add(5, _alice, seq);
        }

        Assert.False(_changes.IsUnchangedSince(9, 6));
        Assert.True(_changes.IsUnchangedSince(10, 6));
        Assert.False(_changes.IsUnchangedSince(12, 5, _alice));
        Assert.True(_changes.IsUnchangedSince(13, 5, _alice));
    }
}
