using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <content>Read models: rows that change with the facts they follow from, or not at all.</content>
public abstract partial class LogStoreConformance
{
    private static readonly RowSql Put = new(
        """
        INSERT INTO note (stream, place, id, text, bytes) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stream, place) DO UPDATE SET id = excluded.id, text = excluded.text, bytes = excluded.bytes
        """);

    private static readonly RowSql Notes = new(
        "SELECT place, id, text, bytes FROM note WHERE stream = $1 AND place <= $2 ORDER BY place");

    /// <summary>The types that the store calls an id, a number, a text and bytes.</summary>
    private protected abstract (string Id, string Number, string Text, string Bytes) Types { get; }

    [Fact]
    public async Task Rows_change_with_the_facts_in_their_order()
    {
        await CreateNotesAsync();
        TestStream stream = new();
        var id = Guid.NewGuid();
        await CommitAsync(stream.Open(_alice), stream.Change(Note(stream, 1, id, "one", [1]), Note(stream, 2)));
        await CommitAsync(stream.Change(Note(stream, 2, id, "two", [])), stream.Change(Note(stream, 2, id, "2", [2])));
        Assert.Equal([(1L, (Guid?)id, "one", "01"), (2, id, "2", "02")], await ReadNotesAsync(stream));
        Assert.Single(await Store.ReadRowsAsync(Notes, row => row.Number(0), stream.Id.Value, 1L));
    }

    [Fact]
    public async Task A_stream_that_lost_its_claim_changes_no_row_and_harms_no_other()
    {
        await CreateNotesAsync();
        TestStream winner = new();
        TestStream loser = new();
        await CommitAsync(winner.Open(), loser.Open(), loser.Change(Note(loser, 1)));
        loser.Begin(head: 1, ordinal: 0);
        Append lost = loser.Change(Note(loser, 1, Guid.NewGuid(), "lost", []));
        Assert.Equal([loser.Id], await CommitAsync(lost, winner.Change(Note(winner, 1))));
        Assert.Equal([(1L, (Guid?)null, "", "")], await ReadNotesAsync(loser));
        Assert.Single(await ReadNotesAsync(winner));
    }

    [Fact]
    public async Task A_row_that_the_store_rejects_takes_its_facts_with_it()
    {
        await CreateNotesAsync();
        TestStream stream = new();
        await CommitAsync(stream.Open());
        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => CommitAsync(stream.Post(), stream.Change(Note(stream, 1), Note(stream, -1))));
        Assert.Equal(StoreFailure.Rejected, refused.Failure);
        Assert.Equal(new long[] { 1 }, await Store.ReadHeadsAsync([stream.Id]));
        Assert.Empty(await ReadNotesAsync(stream));
        stream.Begin(head: 1, ordinal: 0);
        Assert.Empty(await CommitAsync(stream.Change(Note(stream, 1))));
    }

    [Fact]
    public async Task What_rests_on_another_stream_is_lost_when_that_has_moved_on()
    {
        await CreateNotesAsync();
        TestStream other = new();
        TestStream stream = new();
        TestStream bystander = new();
        await CommitAsync(other.Open(), stream.Open(), bystander.Open());
        Append early = stream.Change(new StreamAt(other.Id, other.Head), Note(stream, 1));
        Assert.Empty(await CommitAsync(early, bystander.Change(Note(bystander, 1))));

        var before = new StreamAt(other.Id, other.Head);
        await CommitAsync(other.Post());
        Append late = stream.Change(before, Note(stream, 2));
        Assert.Equal([stream.Id], await CommitAsync(late, bystander.Change(Note(bystander, 2))));
        Assert.Equal(2, (await ReadNotesAsync(bystander)).Count);
        Assert.Single(await ReadNotesAsync(stream));
    }

    [Fact]
    public async Task What_rests_on_another_stream_is_lost_when_that_has_moved_on_though_it_changes_no_row()
    {
        TestStream other = new();
        TestStream stream = new();
        TestStream bystander = new();
        await CommitAsync(other.Open(), stream.Open(), bystander.Open());
        Assert.Empty(await CommitAsync(stream.Change(new StreamAt(other.Id, other.Head))));
        var before = new StreamAt(other.Id, other.Head);
        await CommitAsync(other.Post());
        Assert.Equal([stream.Id], await CommitAsync(stream.Change(before)));
        stream.Begin(head: 2, ordinal: 0);
        Assert.Equal([stream.Id], await CommitAsync(stream.Change(before), bystander.Post()));
        Assert.Equal(new long[] { 2, 2 }, await Store.ReadHeadsAsync([stream.Id, bystander.Id]));
    }

    private static RowChange Note(
        TestStream stream, long place, Guid? id = null, string text = "", byte[]? bytes = null) =>
        new(Put, stream.Id.Value, place, id, text, bytes ?? []);

    private Task CreateNotesAsync() => RunSqlAsync(
        $"CREATE TABLE note (stream {Types.Id} NOT NULL, place {Types.Number} NOT NULL CHECK (place > 0), " +
        $"id {Types.Id}, text {Types.Text} NOT NULL, bytes {Types.Bytes} NOT NULL, PRIMARY KEY (stream, place))");

    private async Task<List<(long, Guid?, string, string)>> ReadNotesAsync(TestStream stream) =>
        await Store.ReadRowsAsync(
            Notes,
            row => (row.Number(0), row.IsNull(1) ? (Guid?)null : row.Id(1), row.Text(2),
                Convert.ToHexString(row.Bytes(3))),
            stream.Id.Value,
            100L);
}
