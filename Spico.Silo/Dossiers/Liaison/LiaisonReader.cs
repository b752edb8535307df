using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>Finds entries of a notebook that are older than those its state holds.</summary>
internal static class LiaisonReader
{
    /// <summary>The entry that a change is about; 0 for one that writes another.</summary>
    public static ulong EntryOf(ChangeLiaisonRequest? request) => request?.ChangeCase switch
    {
        ChangeLiaisonRequest.ChangeOneofCase.Correct => request.Correct.Entry,
        ChangeLiaisonRequest.ChangeOneofCase.Acknowledge => request.Acknowledge,
        _ => 0,
    };

    /// <summary>An entry as its last fact has it, for who may read it; null for none.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<LiaisonEntry?> FindAsync(
        ILogStore store, StreamId dossier, StreamReading reading, ulong entry)
    {
        if (entry == 0 || entry > (ulong)reading.Head.Seq)
        {
            return null;
        }

        List<long> changed = await store.ReadRowsAsync(
            LiaisonRows.Last, row => row.Number(0), dossier.Value, (long)entry);
        long last = changed is [var seq] ? seq : (long)entry;
        List<FactRow> facts = await store.ReadFactsAsync(dossier, last - 1, false, 1);
        return facts is [var fact] && reading.Open(fact).LiaisonChanged?.Entry is { } found && found.Entry == entry
            ? found
            : null;
    }
}
