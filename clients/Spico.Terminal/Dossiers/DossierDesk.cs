using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The dossiers that the person has come across, and the one that is open.</summary>
internal sealed class DossierDesk(SpicoClient client, IScreen screen, People people, InboxBoard inbox)
    : IAsyncDisposable
{
    private IReadOnlyList<Patient> _listed = [];

    /// <summary>The dossier that is open, or null.</summary>
    public OpenDossier? Open { get; private set; }

    /// <summary>Whom a dossier is about, as far as it is known.</summary>
    public string NameOf(Google.Protobuf.ByteString dossier)
    {
        Patient? patient = Open is { } open && open.Id.ToByteString() == dossier
            ? open.View.Patient
            : inbox.Patients.FirstOrDefault(each => each.Dossier == dossier);
        return patient is null ? "another dossier" : Shown.PatientName(patient);
    }

    /// <summary>Lists the patients of the person's conversations: a dossier is opened by its number.</summary>
    public void List()
    {
        _listed = inbox.Patients;
        for (int i = 0; i < _listed.Count; i++)
        {
            screen.Line(Tone.Notice, $"{i + 1,3}  {Shown.Patient(_listed[i])}");
        }

        screen.Line(
            Tone.Notice,
            _listed.Count == 0 ? "no conversation of yours is about a patient" : "     /dossier NUMBER opens one");
    }

    /// <summary>
    /// Finds one: by its number in the last list, by the beginning of a name, or, where nothing is said, that of the
    /// conversation that is open.
    /// </summary>
    public StreamId? Find(string said, Patient? here)
    {
        Patient? found = said.Length == 0 ? here
            : Typed.Choose(said, _listed.Count > 0 ? _listed : inbox.Patients)
                ?? inbox.Patients.FirstOrDefault(patient => NamesOf(patient).Any(name =>
                    name.StartsWith(said, StringComparison.CurrentCultureIgnoreCase)));
        return StreamId.TryFrom(found?.Dossier, out StreamId dossier) ? dossier : null;
    }

    /// <summary>Opens one, in the place of what was open.</summary>
    public async Task OpenAsync(StreamId dossier, CancellationToken cancellationToken)
    {
        await CloseAsync();
        Open = await OpenDossier.OpenAsync(client, screen, people, dossier, cancellationToken);
    }

    public async ValueTask CloseAsync()
    {
        if (Open is { } open)
        {
            Open = null;
            await open.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private static string[] NamesOf(Patient patient) =>
        [patient.Traits?.BirthName ?? "", .. (patient.Traits?.GivenNames ?? "").Split(' ')];
}
