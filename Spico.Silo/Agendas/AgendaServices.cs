using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>What agendas find out elsewhere.</summary>
internal sealed class AgendaServices(IGrainFactory grains, IPeopleStore people, StreamStorage storage)
{
    private static readonly RowSql ReadersOf = new(
        "SELECT person FROM dossier_member WHERE stream = $1 AND withheld & $2 = 0");

    private static readonly RowSql ReadBy = new(
        $"SELECT m.stream FROM dossier_member m WHERE {ListedDossiers.AreOpen} AND m.withheld & $3 = 0");

    private static readonly RowSql Merged = new("SELECT stream FROM dossier_merged WHERE stream = $1");

    private static readonly RowSql Shared = new(
        """
        SELECT a.stream FROM dossier_member a JOIN dossier_member b ON b.stream = a.stream
        WHERE a.person = $1 AND b.person = $2 LIMIT 1
        """);

    /// <summary>Which of these people nobody is.</summary>
    public async ValueTask<bool> AreKnownAsync(IReadOnlyCollection<PersonId> persons) =>
        persons.Count == 0 || (await people.FindMissingAsync(persons)).Count == 0;

    /// <summary>Whether somebody works for a structure.</summary>
    public async ValueTask<bool> WorksForAsync(PersonId person, StructureId structure)
    {
        ByteString id = structure.ToByteString();
        List<PersonPractices> found = await people.GetPracticesAsync([person]);
        return found.Exists(each => each.Practices.Any(practice => practice.Structure == id));
    }

    /// <summary>Whether all these people read what is coordinated in a dossier.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> ReadAsync(StreamId dossier, IEnumerable<PersonId> persons)
    {
        List<Guid> readers = await storage.Store.ReadRowsAsync(
            ReadersOf, row => row.Id(0), dossier.Value, 1L << (int)DataClass.Coordination);
        return persons.All(person => readers.Contains(person.Value));
    }

    /// <summary>Of appointments about these dossiers, what a caller may see now.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<AgendaReader> FindReaderAsync(Caller caller, IEnumerable<ByteString> about)
    {
        if (about.All(dossier => dossier.IsEmpty))
        {
            return new AgendaReader(new HashSet<ByteString>());
        }

        List<ByteString> read = await storage.Store.ReadRowsAsync(
            ReadBy,
            row => StreamId.From(row.Id(0)).ToByteString(),
            caller.Person.Value,
            await ListedDossiers.NamesOfAsync(caller, people),
            1L << (int)DataClass.Coordination);
        return new AgendaReader(read.ToHashSet());
    }

    /// <summary>Whether two care for one patient.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> ShareDossierAsync(PersonId one, PersonId other) =>
        (await storage.Store.ReadRowsAsync(Shared, row => row.Id(0), one.Value, other.Value)).Count > 0;

    /// <summary>Whether a dossier goes on in another.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> IsMergedAsync(StreamId dossier) =>
        (await storage.Store.ReadRowsAsync(Merged, row => row.Id(0), dossier.Value)).Count > 0;

    /// <summary>Whether a dossier was erased; not, where none is named.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<bool> IsErasedAsync(ByteString? dossier) =>
        StreamId.TryFrom(dossier, out StreamId named)
        && await ErasedStreams.FindAsync(storage.Store, named) is not null;

    /// <summary>What a fact of another agenda says of an appointment.</summary>
    public ValueTask<AppointmentFound> FindAsync(StreamId agenda, long seq) =>
        grains.GetGrain<IAgendaNotes>(StreamKey.Of(agenda)).Find(seq);
}
