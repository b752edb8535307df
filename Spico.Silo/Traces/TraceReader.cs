using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>Who opened a dossier: its own traces and the lists it was in, one page after the other.</summary>
internal sealed class TraceReader(StreamId dossier, TraceStream own, StreamStorage storage)
{
    private const int EntriesDefault = 50;
    private const int EntriesMax = 200;

    /// <summary>Checks a request; null when all is well.</summary>
    public static Error? Check(ReadTracesRequest request, out TraceCursor cursor) =>
        !TraceCursor.TryDecode(request.Cursor, out cursor)
            ? Refusal.Invalid("cursor", "The cursor of the page before.")
        : request.Limit > EntriesMax ? Refusal.Invalid("limit", $"1 to {EntriesMax}.", EntriesMax)
        : null;

    /// <summary>A page, of the traces that the caller may see.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> ReadAsync(Caller caller, ReadTracesRequest request, TraceScope scope)
    {
        _ = TraceCursor.TryDecode(request.Cursor, out TraceCursor cursor);
        int limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit;
        (Error? refusal, List<StoredTrace>? owns) =
            await own.ReadAsync(caller.Person, cursor.OwnBefore, limit + 1);
        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        List<TraceRows.ListedRow> lists =
            await TraceRows.ReadAsync(storage.Store, dossier, cursor.ListedBefore, limit + 1);
        var page = new ReadTracesResponse();
        int owned = 0;
        int listed = 0;
        while (owned + listed < limit && (owned < owns!.Count || listed < lists.Count))
        {
            if (listed == lists.Count || (owned < owns.Count && owns[owned].At >= lists[listed].Place.At))
            {
                StoredTrace trace = owns[owned++];
                Add(page, trace, (ulong)trace.Seq, scope);
            }
            else
            {
                Add(page, await OpenAsync(lists[listed++]), 0, scope);
            }
        }

        if (owned < owns!.Count || listed < lists.Count)
        {
            page.Next = new TraceCursor(
                owned == 0 ? cursor.OwnBefore : owns[owned - 1].Seq,
                listed == 0 ? cursor.ListedBefore : lists[listed - 1].Place).Encode();
        }

        return new Reply { ReadTraces = page };
    }

    private void Add(ReadTracesResponse page, StoredTrace? stored, ulong seq, TraceScope scope)
    {
        if (stored?.Body.Trace is not { } trace || !scope.Includes(trace))
        {
            return;
        }

        AccessTrace told = trace.Clone();
        if (told.Dossiers.Count > 0)
        {
            // Which others were in the list is nobody's business here.
            told.Dossiers.Clear();
            told.Dossiers.Add(dossier.ToByteString());
        }

        if (!scope.TellsDevices)
        {
            told.Session = ByteString.Empty;
            told.Device = string.Empty;
        }

        page.Entries.Add(new TraceEntry { At = stored.At, Trace = told, Seq = seq });
    }

    private async ValueTask<StoredTrace?> OpenAsync(TraceRows.ListedRow row)
    {
        var stream = StreamId.From(row.Place.Stream);
        if (row.WrappedKey.Length == 0)
        {
            return null;
        }

        using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, stream, row.WrappedKey);
        List<FactRow> found = await storage.Store.ReadFactsAsync(
            stream, row.Place.Seq - 1, backwards: false, limit: 1);
        return found is [var fact] && fact.Seq == row.Place.Seq ? StoredTrace.Open(fact, cipher) : null;
    }
}
