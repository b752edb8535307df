using Spico.Checker;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Testing.Clinics;

/// <summary>
/// The people of one scenario on one server, and the history of what they did and saw. Scenarios share servers, never
/// people: everybody is admitted anew.
/// </summary>
public sealed class Clinic : IAsyncDisposable
{
    private readonly Func<NodeDoors> _doors;
    private readonly TestTokens _tokens;
    private readonly List<Colleague> _people = [];
    private readonly Dictionary<StreamId, Colleague> _conversations = [];
    private SpicoClient? _register;

    /// <summary>A clinic on a running node.</summary>
    public Clinic(SpicoNode node, Way way)
        : this(() => node.Doors, node.Tokens, way)
    {
    }

    /// <summary>A clinic that finds its doors anew at each admission.</summary>
    public Clinic(Func<NodeDoors> doors, TestTokens tokens, Way way)
    {
        _doors = doors;
        _tokens = tokens;
        Way = way;
    }

    /// <summary>The way people come in unless another is said.</summary>
    public Way Way { get; }

    /// <summary>How many facts the client of whoever is admitted next keeps for a slow reader.</summary>
    public int FactsBufferedMax { get; set; } = 1024;

    /// <summary>What everybody did and saw.</summary>
    public History History { get; } = new();

    /// <summary>Everybody admitted so far, each device once.</summary>
    public IReadOnlyList<Colleague> People => _people;

    /// <summary>A token for a person of this clinic.</summary>
    public string TokenFor(PersonId person, string name, TimeSpan? lifetime = null) =>
        _tokens.For(person, name, lifetime);

    /// <summary>Somebody new is registered and signs in.</summary>
    public async Task<Colleague> Admit(
        string name, Way? way = null, bool isAdministrator = false, string profession = "") =>
        await ConnectAsync(name, (await Register(1, name, profession))[0], way ?? Way, isAdministrator);

    /// <summary>New people are registered; none of them signs in.</summary>
    public async Task<IReadOnlyList<PersonId>> Register(
        int count, string name = "quelqu'un", string profession = "")
    {
        SpicoClient register = await RegistryAsync();
        List<PersonId> people = [];
        foreach (int[] some in Enumerable.Range(0, count).Chunk(500))
        {
            people.AddRange(await register.RegisterPeopleAsync(
                some.Select(_ => new NewPerson
                {
                    Person = new Person { Name = name, Profession = profession },
                })));
        }

        return people;
    }

    /// <summary>Somebody is registered anew, with these practice situations: none, they practise nowhere.</summary>
    public async Task Practises(Colleague colleague, params PracticeSituation[] practices)
    {
        Person person = (await colleague.Client.GetPeopleAsync([colleague.Person]))[0];
        SpicoClient register = await RegistryAsync();
        await register.RegisterPeopleAsync([new NewPerson { Person = person, Practices = { practices } }]);
    }

    /// <summary>Somebody who is here already signs in on another device.</summary>
    public Task<Colleague> Admit(Colleague again, Way? way = null) =>
        ConnectAsync(again.Name, again.Person, way ?? Way, isAdministrator: false);

    /// <summary>As <see cref="Examine"/>; throws unless the verdict is valid.</summary>
    public async Task<CheckReport> Judge(CheckerOptions? options = null)
    {
        CheckReport report = await Examine(options);
        return report.Verdict == Verdict.Valid ? report : throw new InvalidOperationException(report.ToString());
    }

    /// <summary>
    /// Everybody falls silent; what is live must arrive; then the histories are judged against the logs.
    /// </summary>
    public async Task<CheckReport> Examine(CheckerOptions? options = null)
    {
        History.AddHarness().Quiet();
        foreach ((StreamId conversation, Colleague creator) in _conversations)
        {
            ReadHistoryResponse newest = await creator.ReadsPage(conversation, limit: 1);
            foreach (Reading reading in _people.SelectMany(person => person.Readings))
            {
                if (reading.Conversation == conversation)
                {
                    await reading.Reaches((long)newest.Head.Seq);
                }
            }

            List<Fact> log = await creator.PagesForwards(conversation, pageSize: 1000, isRecorded: false);
            History.Final(conversation, newest.Head.Epoch, log.Select(LogEntry.From));
        }

        return HistoryChecker.Check(History, options ?? new CheckerOptions { AcksMin = 0 });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (Colleague person in _people)
        {
            await person.DisposeAsync();
        }

        if (_register is not null)
        {
            await _register.DisposeAsync();
        }
    }

    private async Task<SpicoClient> RegistryAsync() => _register ??= await ConnectAsync(
        Way, _tokens.For(PersonId.From(Guid.NewGuid()), "registre", isAdministrator: true));

    internal void Created(StreamId conversation, Colleague creator) => _conversations[conversation] = creator;

    private async Task<Colleague> ConnectAsync(string name, PersonId person, Way way, bool isAdministrator)
    {
        SpicoClient client = await ConnectAsync(way, _tokens.For(person, name, isAdministrator: isAdministrator));
        var colleague = new Colleague(this, client, person, name, History.AddClient(name, person));
        _people.Add(colleague);
        return colleague;
    }

    private Task<SpicoClient> ConnectAsync(Way way, string token) => SpicoClient.ConnectAsync(new SpicoClientOptions
    {
        Endpoint = way.Endpoint(_doors()),
        Files = new Uri(_doors().Http!),
        Door = way.Door(),
        Codec = way.Codec(),
        Credential = Credential.Token(token),
        ConnectDeadline = Eventually.Patience,
        FactsBufferedMax = FactsBufferedMax,
        MarksDeliveredEvery = TimeSpan.FromMilliseconds(50),
    });
}
