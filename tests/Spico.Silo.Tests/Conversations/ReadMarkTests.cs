using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Conversations;

public sealed class ReadMarkTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task A_read_position_moves_forwards_only_and_not_beyond_the_head()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong first = (await clinic.PostAsync(_alice, round, "one")).Position.Seq;
        ulong second = (await clinic.PostAsync(_alice, round, "two")).Position.Seq;
        Assert.Equal(ErrorCode.InvalidArgument, (await clinic.MarkAsync(_bob, round, second + 1)).Error.Code);
        Assert.Equal("up_to", (await clinic.MarkAsync(_bob, round, ulong.MaxValue)).Error.Field);
        Assert.Equal(0ul, (await clinic.MarkAsync(_bob, round, second)).MarkRead.Unread);
        Assert.Equal(second, (await clinic.MarkAsync(_bob, round, first)).MarkRead.ReadUpTo);

        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal(second, (await clinic.MarkAsync(_bob, round, 0)).MarkRead.ReadUpTo);
    }

    [Fact]
    public async Task A_place_far_back_is_counted_as_exactly_as_a_recent_one()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong[] seqs = [.. (await Task.WhenAll(Enumerable.Range(0, 600).Select(i =>
            clinic.PostAsync(i % 3 == 0 ? _bob : _alice, round, "text")))).Select(posted => posted.Position.Seq)];
        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        foreach (ulong upTo in new[] { 50ul, 300ul, 590ul, seqs.Max() })
        {
            int expected = facts.Count(fact => fact.MessagePosted is not null
                && fact.Seq > upTo && fact.Author == _alice.ToByteString());
            Assert.Equal((ulong)expected, (await clinic.MarkAsync(_bob, round, upTo)).MarkRead.Unread);
        }
    }

    [Fact]
    public async Task Two_devices_that_read_at_once_end_at_the_later_place()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        for (int i = 0; i < 20; i++)
        {
            await clinic.PostAsync(_alice, round, "text");
        }

        await Task.WhenAll(Enumerable.Range(4, 20).Reverse().Select(seq => clinic.MarkAsync(_bob, round, (ulong)seq)));
        await clinic.DeactivateAsync(clinic.Conversation(round));
        Assert.Equal(23ul, (await clinic.MarkAsync(_bob, round, 0)).MarkRead.ReadUpTo);
    }
}
