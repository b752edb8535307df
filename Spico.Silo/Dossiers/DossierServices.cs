using Spico.Protocol;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What commands to dossiers find out elsewhere, before they are decided.</summary>
internal sealed class DossierServices(IGrainFactory grains, IPeopleStore people, StreamStorage storage)
{
    public IPeopleStore People { get; } = people;

    public PatientIndex Patients { get; } = new(storage);

    public IPatientGrain Patient(StreamId patient) => grains.GetGrain<IPatientGrain>(StreamKey.Of(patient));

    public IDossierNotes Dossier(StreamId dossier) => grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier));
}
