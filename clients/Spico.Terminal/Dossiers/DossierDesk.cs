using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The dossiers that the person has come across, and the one that is open.</summary>
internal sealed class DossierDesk(SpicoClient client, IScreen screen, People people, InboxBoard inbox)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Patient> _found = [];
    private readonly List<ByteString> _unnamed = [];
    private IReadOnlyList<Patient> _listed = [];

    /// <summary>The dossier that is open, or null.</summary>
    public OpenDossier? Open { get; private set; }

    /// <summary>Whom a dossier is about, as far as it is known; else a name by which it can be opened.</summary>
    public string NameOf(ByteString dossier)
    {
        if (Known.FirstOrDefault(each => each.Dossier == dossier) is { } patient)
        {
            return Shown.PatientName(patient);
        }

        lock (_gate)
        {
            int at = _unnamed.IndexOf(dossier);
            if (at < 0)
            {
                at = _unnamed.Count;
                _unnamed.Add(dossier);
            }

            return $"dossier ~{at + 1}";
        }
    }

    /// <summary>Lists the patients that the person has come across: a dossier is opened by its number.</summary>
    public void List() => List(Known, "no conversation of yours is about a patient; /patient finds others");

    /// <summary>Finds patients by the day they were born and the name.</summary>
    public async Task SearchAsync(string text, CancellationToken cancellationToken)
    {
        (string born, string name) = Typed.Split(text);
        if (Typed.Dated(born).Date is null || name.Length == 0)
        {
            screen.Line(Tone.Warning, "whom? As: /patient 1941-03-12 NAME");
            return;
        }

        SearchPatientsResponse found = await client.SearchPatientsAsync(
            new PatientTraits { BirthDate = born, BirthName = name }, cancellationToken);
        Patient[] patients = [.. found.Matches.Select(match => match.Patient)];
        lock (_gate)
        {
            _found.RemoveAll(known => patients.Any(patient => patient.Dossier == known.Dossier));
            _found.AddRange(patients);
        }

        List(patients, "nobody of that name was born on that day");
    }

    /// <summary>
    /// Finds one: by its number in the last list, by the beginning of a name, by what the board calls it, or, where
    /// nothing is said, that of the conversation that is open.
    /// </summary>
    public StreamId? Find(string said, Patient? here)
    {
        ByteString? found = said.Length == 0 ? here?.Dossier
            : said[0] == '~' ? Unnamed(said[1..])
            : (Typed.Choose(said, _listed.Count > 0 ? _listed : Known)
                ?? Known.FirstOrDefault(patient => NamesOf(patient).Any(name =>
                    name.StartsWith(said, StringComparison.CurrentCultureIgnoreCase))))?.Dossier;
        return StreamId.TryFrom(found, out StreamId dossier) ? dossier : null;
    }

    /// <summary>Opens one, in the place of what was open.</summary>
    public async Task OpenAsync(StreamId dossier, CancellationToken cancellationToken)
    {
        await CloseAsync();
        Open = await OpenDossier.OpenAsync(client, screen, people, dossier, cancellationToken);
        if (Open.View.Patient is { } patient)
        {
            lock (_gate)
            {
                _found.RemoveAll(known => known.Dossier == patient.Dossier);
                _found.Add(patient);
            }
        }
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

    private IReadOnlyList<Patient> Known
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. inbox.Patients.Concat(_found).Where(patient => !patient.Dossier.IsEmpty)
                        .DistinctBy(patient => patient.Dossier),
                ];
            }
        }
    }

    private ByteString? Unnamed(string number)
    {
        lock (_gate)
        {
            return Typed.Choose(number, _unnamed);
        }
    }

    private void List(IReadOnlyList<Patient> patients, string none)
    {
        _listed = patients;
        for (int i = 0; i < patients.Count; i++)
        {
            screen.Line(Tone.Notice, $"{i + 1,3}  {Shown.Patient(patients[i])}");
        }

        screen.Line(Tone.Notice, patients.Count == 0 ? none : "     /dossier NUMBER opens one");
    }

    private static string[] NamesOf(Patient patient) =>
        [patient.Traits?.BirthName ?? "", .. (patient.Traits?.GivenNames ?? "").Split(' ')];
}
