using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// A dossier about to be erased, and the streams that may tell of its patient: the agendas its appointments are in, and
/// the agendas and private memos of everybody who ever could read it, begun or not. They are found in its own facts,
/// while these can be read: what lists know of agendas and memos is sealed.
/// </summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="At">Its head and when something last happened in it, as it was looked at.</param>
/// <param name="MergedInto">The dossier it goes on in; null: it is on its own.</param>
/// <param name="Told">The streams that may tell of it.</param>
internal sealed partial record DossierReach(
    StreamId Dossier, StreamRow At, StreamId? MergedInto, IReadOnlyList<StreamId> Told)
{
    private const int PageFacts = 1_000;

    private static readonly RowSql Members = new("SELECT person FROM dossier_member WHERE stream = $1");

    /// <summary>
    /// A dossier and, unless it is taken alone, those that are merged into it, which are one with it: whoever erases it
    /// means them too. Each says itself where it goes on: the other may not have heard yet that it is on its own again.
    /// Those that were erased before are left out.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<List<DossierReach>> FindAsync(
        StreamServices services, StreamId dossier, bool isAlone)
    {
        var found = new List<DossierReach>();
        var asked = new Queue<(StreamId Dossier, StreamId? Into)>([(dossier, null)]);
        while (asked.TryDequeue(out (StreamId Dossier, StreamId? Into) one))
        {
            if (found.Exists(known => known.Dossier == one.Dossier)
                || await services.Storage.Store.ReadStreamAsync(one.Dossier) is not { WrappedKey.Length: > 0 } row)
            {
                continue;
            }

            var reading = new Reading(services.Logger);
            await reading.ReadAsync(services.Storage, row, one.Dossier);
            if (one.Into is { } into && reading.MergedInto != into)
            {
                continue;
            }

            found.Add(new DossierReach(
                one.Dossier,
                row,
                reading.MergedInto,
                await TellingAsync(services.Storage.Store, one.Dossier, reading)));
            foreach (StreamId absorbed in isAlone ? [] : reading.Absorbed)
            {
                asked.Enqueue((absorbed, one.Dossier));
            }
        }

        return found;
    }

    private static async ValueTask<IReadOnlyList<StreamId>> TellingAsync(
        ILogStore store, StreamId dossier, Reading reading)
    {
        List<PersonId> members = await store.ReadRowsAsync(Members, row => PersonId.From(row.Id(0)), dossier.Value);
        PersonId[] readers = [.. reading.Readers.Union(members).Where(person => person != default)];
        return
        [
            .. reading.Agendas.Union(readers.Select(StreamId.AgendaOf)),
            .. readers.Select(StreamId.PrivateMemosOf),
        ];
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Fact {Seq} of dossier {Stream} does not open: what it tells of agendas is not known")]
        public static partial void NotOpened(ILogger logger, Exception failure, StreamId stream, long seq);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The key of dossier {Stream} does not open: what it tells of agendas is not known")]
        public static partial void KeyNotOpened(ILogger logger, Exception failure, StreamId stream);
    }

    /// <summary>What facts of a dossier tell of where else it is told of: what does not open, nothing.</summary>
    private sealed class Reading(ILogger logger)
    {
        public HashSet<StreamId> Agendas { get; } = [];

        public HashSet<PersonId> Readers { get; } = [];

        public StreamId? MergedInto { get; private set; }

        public List<StreamId> Absorbed { get; private set; } = [];

        public async ValueTask ReadAsync(StreamStorage storage, StreamRow row, StreamId dossier)
        {
            try
            {
                using StreamCipher cipher = StreamCipher.Unwrap(storage.MasterKey, dossier, row.WrappedKey);
                await ReadAsync(storage.Store, dossier, cipher);
            }
            catch (SealBrokenException failure)
            {
                Log.KeyNotOpened(logger, failure, dossier);
            }
        }

        private async ValueTask ReadAsync(ILogStore store, StreamId dossier, StreamCipher cipher)
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
            Readers.Add(row.Author);
            try
            {
                Take(row.Author, Fact.Parser.ParseFrom(cipher.Open(row)));
            }
            catch (SealBrokenException failure)
            {
                Log.NotOpened(logger, failure, row.Stream, row.Seq);
            }

            return row.Seq;
        }

        private void Take(PersonId author, Fact body)
        {
            if (DossierState.AccessGivenBy(author, body) is { } given)
            {
                Readers.Add(given.Person);
            }

            if (body.AppointmentChanged?.Appointment is { } appointment)
            {
                _ = StreamId.TryFrom(appointment.Agenda, out StreamId agenda) && Agendas.Add(agenda);
                foreach (AppointmentParticipant one in appointment.Participants)
                {
                    _ = PersonId.TryFrom(one.Person, out PersonId person) && Agendas.Add(StreamId.AgendaOf(person));
                }
            }
            else if (body.CircleChanged?.Member is { } member)
            {
                foreach (ByteString id in member.Professional?.Structures.AsEnumerable()
                    ?? [member.Structure?.Structure ?? ByteString.Empty])
                {
                    _ = StructureId.TryFrom(id, out StructureId structure)
                        && Agendas.Add(StreamId.AgendaOf(structure));
                }
            }
            else if (body.DossierMergeChanged is { } merged)
            {
                MergedInto = StreamId.TryFrom(merged.MergedInto, out StreamId into) ? into : null;
                Absorbed =
                [
                    .. merged.Absorbed.Select(id => StreamId.TryFrom(id, out StreamId stream) ? stream : default)
                        .Where(stream => stream.Kind == StreamKind.Dossier),
                ];
            }
        }
    }
}
