using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// A dossier about to be erased, and the streams that tell of its patient: the agendas its appointments are in, and the
/// private memos of everybody who ever could read it. They are found in its own facts, while these can be read: what
/// lists know of agendas and memos is sealed.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="At">Its head and when something last happened in it, as it was looked at.</param>
/// <param name="Told">The streams that tell of it.</param>
internal sealed record DossierReach(StreamId Dossier, StreamRow At, IReadOnlyList<StreamId> Told)
{
    private const int PageFacts = 1_000;

    private static readonly RowSql Members = new("SELECT person FROM dossier_member WHERE stream = $1");

    /// <summary>
    /// A dossier and those that were merged into it, which are one with it: whoever erases it means them too. Those
    /// that were erased before are left out.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<List<DossierReach>> FindAsync(StreamStorage storage, StreamId dossier)
    {
        var found = new List<DossierReach>();
        var asked = new Queue<StreamId>([dossier]);
        while (asked.TryDequeue(out StreamId one))
        {
            if (found.Exists(known => known.Dossier == one)
                || await storage.Store.ReadStreamAsync(one) is not { WrappedKey.Length: > 0 } row)
            {
                continue;
            }

            var reading = new Reading();
            using (StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, one, row.WrappedKey))
            {
                await reading.ReadAsync(storage.Store, one, cipher);
            }

            found.Add(new DossierReach(one, row, await TellingAsync(storage.Store, one, reading)));
            reading.Absorbed.ForEach(asked.Enqueue);
        }

        return found;
    }

    private static async ValueTask<IReadOnlyList<StreamId>> TellingAsync(
        ILogStore store, StreamId dossier, Reading reading)
    {
        List<PersonId> members = await store.ReadRowsAsync(Members, row => PersonId.From(row.Id(0)), dossier.Value);
        StreamId[] streams =
        [
            .. reading.Agendas,
            .. reading.Readers.Union(members).Select(StreamId.PrivateMemosOf),
        ];
        long[] heads = await store.ReadHeadsAsync(streams);
        return [.. streams.Where((_, place) => heads[place] > 0)];
    }

    /// <summary>What the facts of a dossier tell of where else it is told of.</summary>
    private sealed class Reading
    {
        public HashSet<StreamId> Agendas { get; } = [];

        public HashSet<PersonId> Readers { get; } = [];

        public List<StreamId> Absorbed { get; private set; } = [];

        public async ValueTask ReadAsync(ILogStore store, StreamId dossier, StreamCipher cipher)
        {
            long after = 0;
            while (true)
            {
                List<long> page = await store.ReadFactsAsync(
                    dossier, after, backwards: false, PageFacts, row => Take(row, cipher));
                if (page.Count == 0)
                {
                    return;
                }

                after = page[^1];
            }
        }

        private long Take(FactRow row, StreamCipher cipher)
        {
            Fact body = Fact.Parser.ParseFrom(cipher.Open(row));
            Readers.Add(row.Author);
            if (DossierState.AccessGivenBy(row.Author, body) is { } given)
            {
                Readers.Add(given.Person);
            }

            if (body.AppointmentChanged?.Appointment is { } appointment)
            {
                _ = StreamId.TryFrom(appointment.Agenda, out StreamId agenda) && Agendas.Add(agenda);
                Agendas.UnionWith(appointment.Participants
                    .Select(one => PersonId.TryFrom(one.Person, out PersonId person) ? person : default)
                    .Select(StreamId.AgendaOf));
            }
            else if (body.DossierMergeChanged is { } merged)
            {
                Absorbed =
                [
                    .. merged.Absorbed.Select(id => StreamId.TryFrom(id, out StreamId stream) ? stream : default)
                        .Where(stream => stream.Kind == StreamKind.Dossier),
                ];
            }

            return row.Seq;
        }
    }
}
