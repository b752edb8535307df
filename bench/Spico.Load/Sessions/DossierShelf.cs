using System.Collections.Concurrent;
using System.Globalization;
using Spico.Client;
using Spico.Load.Subjects;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Sessions;

/// <summary>
/// Dossiers made through the doors, as nurses make them: an identity, a colleague in the circle, tasks, and entries of
/// the notebook. One person is in the circle of the first of them, and has a task in each.
/// </summary>
internal sealed class DossierShelf(int facts, int mine, int seed)
{
    private const int Nurses = 32;
    private const int WindowOfOne = 12;
    private const int TasksEach = 4;
    private const int BirthDates = 25_000;

    private static readonly DateOnly FirstBirthDate = new(1930, 1, 1);

    // Unlike enough in sound: who may be somebody known already is refused.
    private static readonly string[] BirthNames =
        ["Exemple", "Modèle", "Fictif", "Patron", "Gabarit", "Maquette", "Spécimen", "Ébauche"];

    private readonly ConcurrentBag<StoredDossier> _dossiers = [];
    private readonly LoadPerson[] _nurses =
        [.. Enumerable.Range(0, Nurses).Select(i => LoadPerson.Named($"nurse {i}"))];
    private readonly Random _random = new(seed);
    private long _commands;

    /// <summary>Who has many dossiers.</summary>
    public LoadPerson Me { get; } = LoadPerson.Named("doctor");

    public long Count => _dossiers.Count;

    /// <summary>Facts stored by commands so far.</summary>
    public long Commands => Interlocked.Read(ref _commands);

    /// <summary>Makes as many as are missing.</summary>
    public async Task FillAsync(SpicoPeer spico, int count, CancellationToken cancellationToken)
    {
        await spico.Organizer.Client.RegisterPeopleAsync(
            [.. _nurses.Select(nurse => Professional(nurse, "Infirmière")), Professional(Me, "Médecin")],
            cancellationToken);
        int next = _dossiers.Count - 1;
        await Parallel.ForEachAsync(
            _nurses,
            new ParallelOptions { MaxDegreeOfParallelism = Nurses, CancellationToken = cancellationToken },
            async (nurse, cancellation) =>
            {
                await using SpicoClient client = await SpicoClient.ConnectAsync(
                    spico.Target.OptionsFor(nurse.Id, nurse.Name), cancellation);
                await Task.WhenAll(Enumerable.Range(0, WindowOfOne).Select(async _ =>
                {
                    for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                    {
                        StreamId dossier = await MakeAsync(client, i, cancellation);
                        _dossiers.Add(new StoredDossier(dossier, nurse));
                    }
                }));
            });
    }

    /// <summary>Some of them, each once, in an order of chance.</summary>
    public IReadOnlyList<StoredDossier> Pick(int count)
    {
        StoredDossier[] all = [.. _dossiers];
        _random.Shuffle(all);
        return all[..Math.Min(count, all.Length)];
    }

    /// <summary>An entry of the notebook.</summary>
    public static NewLiaisonEntry Entry(int number) => new()
    {
        Kind = LiaisonKind.Observation,
        Severity = LiaisonSeverity.Routine,
        Text = $"Passage {number} : pansement refait, constantes stables, bon moral, repas pris en entier.",
    };

    private static NewPerson Professional(LoadPerson person, string profession) => new()
    {
        Person = new Person { Id = person.Id.ToByteString(), Name = person.Name, Profession = profession },
    };

    private async Task<StreamId> MakeAsync(SpicoClient client, int number, CancellationToken cancellationToken)
    {
        var traits = new PatientTraits
        {
            BirthName = BirthNames[number / BirthDates % BirthNames.Length],
            GivenNames = "Élise",
            BirthDate = FirstBirthDate.AddDays(number % BirthDates).ToString("O", CultureInfo.InvariantCulture),
            Sex = Sex.Female,
        };
        RegisterPatientResponse patient = await client.RegisterPatientAsync(
            traits, IdentityStatus.Prov, cancellationToken: cancellationToken);
        CreateDossierResponse created = await client.CreateDossierAsync(
            new CreateDossierRequest
            {
                Patient = patient.Patient,
                Function = CareFunction.Nurse,
                Ground = new LegalGround { Basis = LegalBasis.Exchange },
            },
            cancellationToken);
        StreamId.TryFrom(created.Dossier, out StreamId dossier);
        LoadPerson colleague = number < mine ? Me : _nurses[number % Nurses];
        bool isAlone = colleague.Id == client.Person;
        if (!isAlone)
        {
            await client.BeginCareAsync(
                dossier,
                new BeginCirclePeriod
                {
                    Person = colleague.Id.ToByteString(),
                    Function = CareFunction.Physician,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                },
                cancellationToken: cancellationToken);
        }

        for (int i = 0; i < TasksEach; i++)
        {
            await client.CreateTaskAsync(
                dossier,
                new NewCareTask
                {
                    Title = $"Renouveler l'ordonnance {i}",
                    Priority = CareTaskPriority.Routine,
                    DueAt = DateTimeOffset.UtcNow.AddDays(i - 1).ToUnixTimeMilliseconds(),
                    Person = isAlone ? client.Person.ToByteString() : colleague.Id.ToByteString(),
                },
                cancellationToken: cancellationToken);
        }

        int entries = facts - TasksEach - (isAlone ? 1 : 2);
        for (int i = 0; i < entries; i++)
        {
            await client.WriteEntryAsync(dossier, Entry(i), cancellationToken: cancellationToken);
        }

        Interlocked.Add(ref _commands, facts);
        return dossier;
    }
}
