using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Exports;

/// <summary>
/// What a person looked at and did: their lists, and the traces of the dossiers in whose circle they are, and of those
/// that they have left or never belonged to and that their lists showed them. The store is read beside the grains: a
/// trace is nobody else's to change, and reading one's own is no access to a dossier.
/// </summary>
internal sealed class OwnTraceReader(StreamStorage storage, PersonId person, OwnData data, ExportBudget budget)
{
    private static readonly RowSql Dossiers = new(
        "SELECT stream FROM dossier_member WHERE person = $1 ORDER BY stream");

    /// <summary>Reads them, the newest of each dossier first.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task ReadAsync()
    {
        await ReadAsync(StreamId.TracesOf(person), ByteString.Empty);
        List<ByteString> dossiers = await storage.Store.ReadRowsAsync(
            Dossiers, row => StreamId.From(row.Id(0)).ToByteString(), person.Value);
        foreach (ByteString dossier in dossiers
            .Union(data.Traces.SelectMany(entry => entry.Trace.Dossiers)).ToArray())
        {
            if (data.Traces.Count >= ExportLimits.Traces)
            {
                budget.Cut("traces");
                return;
            }

            if (StreamId.TryFrom(dossier, out StreamId stream))
            {
                await ReadAsync(StreamId.TracesOf(stream), dossier);
            }
        }
    }

    private async Task ReadAsync(StreamId traces, ByteString dossier)
    {
        if (await storage.Store.ReadStreamAsync(traces) is not { WrappedKey.Length: > 0 } stream)
        {
            return;
        }

        using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, traces, stream.WrappedKey);
        long before = stream.Head + 1;
        for (int read = 0; read < ExportLimits.TracesOfDossier; read += ExportLimits.Page)
        {
            List<StoredTrace> page = await storage.Store.ReadFactsAsync(
                traces, before, backwards: true, ExportLimits.Page, row => StoredTrace.Open(row, cipher));
            budget.Add("traces", data.Traces, page.Where(IsOwn).Select(trace => Told(trace, dossier)));

            if (page.Count == 0 || page[^1].Seq == 1)
            {
                return;
            }

            before = page[^1].Seq;
        }

        budget.Cut("traces");
    }

    // The device and the session of whoever acted for them are that person's, not theirs.
    private TraceEntry Told(StoredTrace stored, ByteString dossier)
    {
        AccessTrace trace = stored.Body.Trace.Clone();
        if (!trace.ActedBy.IsEmpty && trace.ActedBy != person.ToByteString())
        {
            trace.Session = ByteString.Empty;
            trace.Device = string.Empty;
        }

        return new TraceEntry { At = stored.At, Seq = (ulong)stored.Seq, Trace = trace, Dossier = dossier };
    }

    // Of those that others made for them, too: it was on their authority.
    private bool IsOwn(StoredTrace trace) =>
        trace.Author == person
        || (PersonId.TryFrom(trace.Body.Trace?.ActedBy, out PersonId actor) && actor == person);
}
