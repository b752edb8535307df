using Spico.Protocol;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Traces.Checkpoints;

namespace Spico.Silo.Traces.Verification;

/// <summary>
/// Looks at every trace of a store, beside a running server or not, against the checkpoints outside it.
/// </summary>
internal sealed class TraceVerifier(ILogStore store, MasterKey master, uint epoch)
{
    private const int PageTraces = 1_000;

    private readonly Dictionary<StreamId, List<TraceHead>> _attested = [];
    private readonly Dictionary<StreamId, bool> _erased = [];

    /// <summary>What is wrong.</summary>
    public List<TraceFinding> Findings { get; } = [];

    /// <summary>How many traces were looked at.</summary>
    public long Traces { get; private set; }

    /// <summary>How many streams they are in.</summary>
    public int Streams { get; private set; }

    /// <summary>How many of them were purged, as the register of the region tells: to be compared with it.</summary>
    public int Purged { get; private set; }

    /// <summary>How many checkpoints they were compared with.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Looks at everything. Checkpoints are read first: what is written meanwhile is no finding.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task RunAsync(CheckpointFolder folder, TraceKey key, CancellationToken cancellationToken)
    {
        foreach ((string file, int line, TraceCheckpoint? checkpoint) in folder.Read(key))
        {
            Checkpoints++;
            if (checkpoint is null)
            {
                Findings.Add(new TraceFinding(file, line, TraceFault.Forged));
                continue;
            }

            foreach ((StreamId stream, TraceHead head) in checkpoint.Heads)
            {
                if (!_attested.TryGetValue(stream, out List<TraceHead>? known))
                {
                    _attested.Add(stream, known = []);
                }

                known.Add(head);
            }
        }

        await foreach (TraceStreams.Listed listed in TraceStreams.ReadAsync(store, since: 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Streams++;
            _attested.Remove(listed.Stream, out List<TraceHead>? attested);
            await VerifyAsync(listed, attested ?? []);
        }

        foreach ((StreamId stream, List<TraceHead> attested) in _attested)
        {
            new TraceChain(stream, attested, epoch, Findings).End(head: 0);
        }
    }

    private async Task VerifyAsync(TraceStreams.Listed listed, List<TraceHead> attested)
    {
        if (listed.WrappedKey.Length == 0)
        {
            if (await ErasureProof.IsThereAsync(store, master, listed.Stream))
            {
                Purged++;
                return;
            }

            Findings.Add(new TraceFinding(listed.Stream.ToString(), listed.Head, TraceFault.Erased));
            return;
        }

        using StreamCipher cipher = StreamCipher.Unwrap(master, listed.Stream, listed.WrappedKey);
        var chain = new TraceChain(listed.Stream, attested, epoch, Findings);
        long seq = 0;
        while (true)
        {
            List<FactRow> page = await store.ReadFactsAsync(listed.Stream, seq, backwards: false, PageTraces);
            foreach (FactRow row in page.TakeWhile(row => row.Seq <= listed.Head))
            {
                await TakeAsync(chain, listed.Stream, row, cipher);
            }

            if (page.Count == 0 || page[^1].Seq >= listed.Head)
            {
                chain.End(listed.Head);
                return;
            }

            seq = page[^1].Seq;
        }
    }

    private async Task TakeAsync(TraceChain chain, StreamId stream, FactRow row, StreamCipher cipher)
    {
        Traces++;
        StoredTrace trace;
        try
        {
            trace = StoredTrace.Open(row, cipher);
        }
        catch (SealBrokenException)
        {
            chain.TakeUnreadable(row.Seq);
            return;
        }

        chain.Take(trace);
        if (trace.Body.Trace?.Dossiers is { Count: > 0 } dossiers)
        {
            List<Guid> listed = await TraceRows.ReadDossiersAsync(store, stream, row.Seq);
            HashSet<Guid> shown = [.. dossiers.Select(id => new Guid(id.Span, bigEndian: true))];
            if (!shown.IsSupersetOf(listed) || !await AreErasedAsync(shown.Except(listed)))
            {
                Findings.Add(new TraceFinding(stream.ToString(), row.Seq, TraceFault.Unlisted));
            }
        }
    }

    // Which lists showed a dossier goes with the dossier.
    private async Task<bool> AreErasedAsync(IEnumerable<Guid> dossiers)
    {
        foreach (Guid dossier in dossiers)
        {
            var stream = StreamId.From(dossier);
            if (!_erased.TryGetValue(stream, out bool isErased))
            {
                _erased.Add(stream, isErased = await ErasureProof.IsThereAsync(store, master, stream));
            }

            if (!isErased)
            {
                return false;
            }
        }

        return true;
    }
}
