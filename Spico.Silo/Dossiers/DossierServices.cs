using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What commands to dossiers find out elsewhere, before they are decided.</summary>
internal sealed class DossierServices(
    IGrainFactory grains, IPeopleStore people, StreamServices services, FormCatalog forms)
{
    /// <summary>The definitions of forms.</summary>
    public FormCatalog Forms { get; } = forms;

    /// <summary>A person as they are registered; null when nobody is.</summary>
    public async ValueTask<Person?> FindPersonAsync(PersonId person)
    {
        List<Person> found = await people.GetAsync([person]);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Now => services.Now;

    public PatientIndex Patients => new(services.Storage);

    public IPatientGrain Patient(StreamId patient) => grains.GetGrain<IPatientGrain>(StreamKey.Of(patient));

    public IAgendaNotes Agenda(StreamId agenda) => grains.GetGrain<IAgendaNotes>(StreamKey.Of(agenda));

    public IDossierNotes Dossier(StreamId dossier) => grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier));
}
