using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Files;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What commands to dossiers find out elsewhere, before they are decided.</summary>
internal sealed class DossierServices(
    IGrainFactory grains,
    IPeopleStore people,
    StreamServices services,
    FormCatalog forms,
    RightsOptions? rights = null)
{
    /// <summary>The definitions of forms.</summary>
    public FormCatalog Forms { get; } = forms;

    /// <summary>A person as they are registered; null when nobody is.</summary>
    public async ValueTask<Person?> FindPersonAsync(PersonId person)
    {
        List<Person> found = await people.GetAsync([person]);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>What is to be known of a professional: who, where and as what they practise.</summary>
    public async ValueTask<CarerFound> FindCarerAsync(PersonId person)
    {
        Person? found = await FindPersonAsync(person);
        List<PersonPractices> practices = await people.GetPracticesAsync([person]);
        return new CarerFound(found, practices.Count == 0 ? [] : practices[0].Practices);
    }

    /// <summary>A call to a dossier that follows from something elsewhere, about a person.</summary>
    public DossierCall CallFor(StreamId dossier, PersonId person) =>
        new(dossier, new Caller(person, default, string.Empty, false), new Command(), this, Now);

    /// <summary>The limits of rights.</summary>
    public RightsOptions Rights { get; } = rights ?? new RightsOptions();

    /// <summary>The structures that a person works for, as far as it is known.</summary>
    public async ValueTask<HashSet<ByteString>> FindStructuresAsync(PersonId person) =>
    [
        .. (await people.GetPracticesAsync([person]))
            .SelectMany(found => found.Practices)
            .Select(practice => practice.Structure)
            .Where(structure => !structure.IsEmpty),
    ];

    /// <summary>Has the dossier hold files.</summary>
    public IFileHolds? Files { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Now => services.Now;

    public PatientIndex Patients => new(services.Storage);

    /// <summary>Why a fact elsewhere changed an identity or merged dossiers, as far as it was said.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<string> FindReasonAsync(StreamId stream, long seq)
    {
        Fact? fact = (await StoredFacts.FindAsync(services.Storage, stream, seq))?.Fact;
        return fact?.PatientRegistered?.Reason ?? fact?.DossierMergeChanged?.Reason ?? string.Empty;
    }

    /// <summary>The messages and urgencies that something is made of.</summary>
    public FactSources Sources => new(grains, services.Storage.Store);

    public IPatientGrain Patient(StreamId patient) => grains.GetGrain<IPatientGrain>(StreamKey.Of(patient));

    public IAgendaNotes Agenda(StreamId agenda) => grains.GetGrain<IAgendaNotes>(StreamKey.Of(agenda));

    public IDossierNotes Dossier(StreamId dossier) => grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier));
}
