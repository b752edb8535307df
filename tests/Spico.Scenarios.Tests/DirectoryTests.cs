using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.Identifiers;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Directories;

namespace Spico.Scenarios.Tests;

public sealed class DirectoryTests
{
    private static readonly SyntheticExtract Extract = new(400);

    private static readonly Dictionary<Store, Lazy<Task<SpicoNode>>> Nodes = Enum.GetValues<Store>()
        .ToDictionary(store => store, store => new Lazy<Task<SpicoNode>>(
            async () => await ImportedAsync(await Node.SharedAsync(store))));

    private static int _people;

    /// <summary>
    /// Goal: whoever is in the directory can be written to, and finds it when they come. Method: somebody is found
    /// without an account, written to, registered under their national identifier, and signs in.
    /// </summary>
    [Theory, EveryWay]
    public async Task Who_has_no_account_is_found_and_written_to_and_reads_it_when_they_have_one(Way way, Store store)
    {
        await using Clinic clinic = await ClinicAsync(way, store);
        Colleague alice = await clinic.Admit("alice");
        SyntheticPerson other = Extract.Person(Interlocked.Increment(ref _people));
        DirectoryEntry found = Assert.Single(await FindAsync(alice, other.Rpps));
        Assert.False(found.HasAccount);
        Assert.True(PersonId.TryFrom(found.Person.Id, out PersonId person));

        CreateConversationResponse made = await alice.Client.CreateDirectAsync(person);
        Assert.True(StreamId.TryFrom(made.Conversation, out StreamId talk));
        await alice.Client.PostAsync(talk, "Bonjour, rejoignez-nous.");
        Assert.Equal(found.Person.Name, Assert.Single(await alice.Client.GetPeopleAsync([person])).Name);

        await using SpicoClient register = await SignInAsync(
            clinic, way, store, PersonId.New(), isAdministrator: true);
        Assert.Equal([person], await register.RegisterPeopleAsync(
        [
            new NewPerson { Person = new Person { Name = found.Person.Name }, NationalId = found.NationalId },
        ]));
        Assert.True(Assert.Single(await FindAsync(alice, other.Rpps)).HasAccount);
        await using SpicoClient theirs = await SignInAsync(clinic, way, store, person, isAdministrator: false);
        InboxEntry waiting = Assert.Single((await theirs.ListInboxAsync()).Entries);
        Assert.Equal((made.Conversation, 1ul), (waiting.Conversation, waiting.Unread));
        Assert.Contains(
            (await theirs.ReadHistoryAsync(talk)).Facts,
            fact => fact.MessagePosted?.Text == "Bonjour, rejoignez-nous.");
    }

    [Theory, EveryWay]
    public async Task Colleagues_are_found_by_name_and_by_what_they_do_and_where_without_private_details(
        Way way, Store store)
    {
        await using Clinic clinic = await ClinicAsync(way, store);
        Colleague alice = await clinic.Admit("alice");
        DescribeDirectoryResponse directory = await alice.Client.DescribeDirectoryAsync();
        Assert.Equal(250ul, directory.People);
        Assert.Contains(directory.Professions, profession => profession.Name == "Infirmier");

        SearchDirectoryResponse nurses = await alice.Client.SearchDirectoryAsync(new SearchDirectoryRequest
        {
            Profession = "infirmier",
            Department = directory.Departments[0].Code,
            Limit = 50,
        });
        Assert.NotEmpty(nurses.Entries);
        Assert.All(nurses.Entries, entry =>
            Assert.Contains(entry.Practices, each => each.Department == directory.Departments[0].Name));
        Assert.DoesNotContain("0600000000", nurses.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("exemple.invalid", nurses.ToString(), StringComparison.Ordinal);

        Error refused = await Refusal.Of(() => alice.Client.SearchDirectoryAsync(new SearchDirectoryRequest()));
        Assert.Equal((ErrorCode.InvalidArgument, "name"), (refused.Code, refused.Field));
    }

    [Fact]
    public async Task One_person_finds_so_many_entries_a_day_and_no_more()
    {
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, new Dictionary<string, string>
        {
            ["Spico:Directory:EntriesPerDay"] = "15",
            ["Spico:Directory:SearchesPerMinute"] = "1",
        });
        await ImportedAsync(node);
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        var general = new SearchDirectoryRequest { Specialty = "SM54", Limit = 15 };
        await alice.Client.SearchDirectoryAsync(general);

        Error spent = await Refusal.Of(ErrorCode.RateLimited, () => alice.Client.SearchDirectoryAsync(general));
        Assert.Equal((true, 15ul), (spent.Retryable, spent.Limit));
        Assert.InRange(spent.RetryAfterMs, 80_000_000u, 86_400_000u);
        Assert.True(NationalId.TryParse("8" + Extract.Person(0).Rpps, out NationalId? someone));
        await Refusal.Of(ErrorCode.RateLimited, () => alice.Client.GetPeopleAsync([someone.Person]));

        await bob.Client.FindPeopleAsync("alice");
        Error tooFast = await Refusal.Of(ErrorCode.RateLimited, () => bob.Client.FindPeopleAsync("alice"));
        Assert.Equal(1ul, tooFast.Limit);
    }

    /// <summary>
    /// Goal: whom an identity provider names by RPPS number is the person of the directory, for as long as they are in
    /// it. Method: a colleague writes to them first; they sign in with a token of another issuer; the next import
    /// leaves them out, and the one after has them again.
    /// </summary>
    [Fact]
    public async Task Who_comes_with_a_national_identifier_is_known_and_loses_their_session_with_the_directory()
    {
        using TestFolder keys = TestFolder.Create("issuer");
        TestTokens provider = TestTokens.OfAStranger();
        await File.WriteAllTextAsync(keys.File("public.pem"), provider.PublicKey);
        await using SpicoNode node = await Node.StartAsync(Store.Sqlite, new Dictionary<string, string>
        {
            ["Spico:Directory:CheckPeriod"] = "00:00:00.1",
            ["Spico:Identity:Issuers:0:Issuer"] = "https://id.example.test",
            ["Spico:Identity:Issuers:0:KeysFile"] = keys.File("public.pem"),
            ["Spico:Identity:Issuers:0:NationalIdClaim"] = "SubjectNameID",
        });
        await ImportedAsync(node);
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        DirectoryEntry found = Assert.Single(await FindAsync(alice, Extract.Person(0).Rpps));
        Assert.True(PersonId.TryFrom(found.Person.Id, out PersonId person));
        CreateConversationResponse made = await alice.Client.CreateDirectAsync(person);

        await using SpicoClient theirs = await ComesAsync(node, provider, found.NationalId);
        Assert.Equal(person, theirs.Person);
        Assert.Equal(made.Conversation, Assert.Single((await theirs.ListInboxAsync()).Entries).Conversation);
        Assert.True(Assert.Single(await FindAsync(alice, Extract.Person(0).Rpps)).HasAccount);
        Assert.Equal(person, Assert.Single((await alice.Client.FindPeopleAsync(found.Person.Name))
            .Where(each => each.Id == found.Person.Id)
            .Select(each => PersonId.TryFrom(each.Id, out PersonId id) ? id : default)));

        using TestFolder folder = TestFolder.Create("extract");
        var without = new SyntheticExtract(400) { IsLeftOut = who => who == 0 };
        await without.SaveAsync(folder.File("extract.txt"));
        await node.RunVerbAsync("directory", "import", folder.File("extract.txt"));
        await Eventually.IsTrue("the session ends", () => theirs.State == ClientState.Closed);
        Assert.Equal(CloseCode.Unauthenticated, theirs.Goodbye?.Code);

        // With a new token neither, until they are in the directory again.
        await Refusal.Of(ErrorCode.Unauthenticated, async () => await ComesAsync(node, provider, found.NationalId));
        await ImportedAsync(node);
        await using SpicoClient again = await Eventually.Becomes<SpicoClient?>(
            "they are in again",
            async () => await TriesAsync(node, provider, found.NationalId),
            client => client is not null,
            "a session") ?? theirs;
        Assert.Equal(person, again.Person);
    }

    private static Task<SpicoClient> ComesAsync(SpicoNode node, TestTokens provider, string nationalId) =>
        SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = node.Doors.WebSocket,
            Credential = Credential.Token(provider.By(
                "https://id.example.test", "f:sub", ("SubjectNameID", nationalId))),
        });

    private static async Task<SpicoClient?> TriesAsync(SpicoNode node, TestTokens provider, string nationalId)
    {
        try
        {
            return await ComesAsync(node, provider, nationalId);
        }
        catch (SpicoException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<DirectoryEntry>> FindAsync(Colleague who, string name) =>
        (await who.Client.SearchDirectoryAsync(new SearchDirectoryRequest { Name = name })).Entries;

    private static async Task<Clinic> ClinicAsync(Way way, Store store) => new(await Nodes[store].Value, way);

    /// <summary>Fills the directory of a server.</summary>
    internal static async Task<SpicoNode> ImportedAsync(SpicoNode node)
    {
        using TestFolder folder = TestFolder.Create("extract");
        await Extract.SaveAsync(folder.File("extract.txt"));
        await node.RunVerbAsync("directory", "import", folder.File("extract.txt"));
        return node;
    }

    private static async Task<SpicoClient> SignInAsync(
        Clinic clinic, Way way, Store store, PersonId person, bool isAdministrator)
    {
        SpicoNode node = await Nodes[store].Value;
        return await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = way.Endpoint(node.Doors),
            Door = way.Door(),
            Codec = way.Codec(),
            Credential = Credential.Token(node.Tokens.For(person, "someone", isAdministrator: isAdministrator)),
            ConnectDeadline = Eventually.Patience,
        });
    }
}
