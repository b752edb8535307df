using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// The traces of one dossier, or of one person's lists. Lives on its grain's turn; many are on their way to the log at
/// once, so each costs its share of a commit and no more.
/// </summary>
internal sealed class TraceStream
{
    private const string SnapshotName = "traces.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly TraceHeads _heads;
    private readonly StreamPipeline<TraceState> _pipeline;

    public TraceStream(
        StreamId stream, StreamServices services, TraceHeads heads, GrainId grain, Action deactivate)
    {
        _stream = stream;
        _services = services;
        _heads = heads;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, grain);
        _pipeline = new StreamPipeline<TraceState>(stream, services, snapshots, deactivate);
    }

    /// <summary>Keeps a trace: what it tells of may be told when this returns without a refusal.</summary>
    public ValueTask<Answer<TraceHead>> KeepAsync(
        PersonId author, AccessTrace trace, TraceOpening? opening = null) =>
        KeepAsync(author, trace, RequestId.From(Guid.CreateVersion7(_services.Time.GetUtcNow())), opening);

    /// <summary>The same, once however often it is called with the same id. No head when it was kept before.</summary>
    public async ValueTask<Answer<TraceHead>> KeepAsync(
        PersonId author, AccessTrace trace, RequestId once, TraceOpening? opening)
    {
        var command = new KeepTraceCommand(_stream, trace, author, once, _services.Now, opening);
        Reply reply = await _pipeline.SubmitAsync(command);
        if (command.Head is { } head)
        {
            _heads.Note(_stream, head);
        }

        return new Answer<TraceHead>(reply.Error, command.Head);
    }

    /// <summary>The traces before a number, the newest first.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Answer<List<StoredTrace>>> ReadAsync(PersonId asking, long before, int limit)
    {
        (Error? refusal, StreamReading? reading) = await _pipeline.OpenReadingAsync(asking);
        if (reading is null || reading.Head.Seq == 0)
        {
            return new Answer<List<StoredTrace>>(refusal, []);
        }

        long from = Math.Min(before, reading.Head.Seq + 1);
        return new Answer<List<StoredTrace>>(null, await Task.Run(() => _services.Storage.Store.ReadFactsAsync(
            _stream, from, backwards: true, limit, row => StoredTrace.Open(row, reading.Cipher)).AsTask()));
    }

    public Task StopAsync() => _pipeline.StopAsync();
}
