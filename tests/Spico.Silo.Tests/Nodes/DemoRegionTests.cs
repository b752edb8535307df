using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class DemoRegionTests(DemoNode demo) : IClassFixture<DemoNode>
{
    [Fact]
    public async Task A_demo_person_signs_in_and_finds_conversations_to_read()
    {
        using var client = new NodeClient(demo.Node.Doors);

        SignInResponse signedIn = await client.SignIn("ines");
        ListInboxResponse inbox = await client.ListInbox(signedIn.AccessToken);

        Assert.Equal("Inès Exemple", signedIn.Name);
        Assert.Equal(4, inbox.Entries.Count);
        Assert.Contains(inbox.Entries, entry => entry.Unread > 0);
        Assert.Contains(inbox.Entries, entry => entry.Kind == ConversationKind.Direct);
    }

    [Fact]
    public async Task A_restart_keeps_everything_and_loads_nothing_twice()
    {
        using var before = new NodeClient(demo.Node.Doors);
        string token = (await before.SignIn("paul")).AccessToken;
        ListInboxResponse inbox = await before.ListInbox(token);
        DossierView[] dossiers = await Dossiers("paul");

        await demo.Node.RestartAsync();

        using var after = new NodeClient(demo.Node.Doors);
        Assert.Equal(inbox, await after.ListInbox(token));
        Assert.Equal(inbox, await after.ListInbox((await after.SignIn("paul")).AccessToken));
        Assert.Equal(dossiers, await Dossiers("paul"));
        Assert.Equal(0, DemoNode.DossierLoads(demo.Node));
    }

    [Fact]
    public async Task The_dossiers_are_worth_reading()
    {
        DossierView[] views = await Dossiers("yann");

        Assert.Equal(["Bordereau", "Dessin", "Leçon"], views.Select(view => view.Patient.Traits.BirthName).Order());
        Assert.All(views, view =>
        {
            Assert.Contains(view.Circle, member => member.Structure is not null);
            Assert.Contains(view.Circle, member => member.Relative is not null);
            Assert.Contains(view.Liaison, entry => entry.Acknowledgements.Count > 1);
            Assert.NotEmpty(view.Tasks);
            Assert.NotEmpty(view.Appointments);
            Assert.NotEmpty(view.Documents);
            Assert.NotEmpty(view.Forms);
        });
        Assert.Equal(2, views.Count(view => view.Plan is { Version: 1 }));
        Assert.Contains(views, view => view.Liaison.Any(entry => entry.Source is not null));
        Assert.Contains(views, view => view.Stays.Any(stay => stay.State == StayState.Admitted));
        Assert.Contains(views, view => view.Stays.Any(stay => stay.State == StayState.Discharged));
    }

    [Fact]
    public async Task The_demo_people_are_found_by_the_beginning_of_a_name()
    {
        using var client = new NodeClient(demo.Node.Doors);
        string token = (await client.SignIn("yann")).AccessToken;

        FindPeopleResponse found = await client.Find(token, "ech");

        Assert.Equal("Karim Échantillon", Assert.Single(found.People).Name);
    }

    [Fact]
    public async Task Only_the_demo_administrator_registers_people()
    {
        using var client = new NodeClient(demo.Node.Doors);
        var person = new NewPerson
        {
            Person = new Person { Name = "Nouvelle Exemple" },
            Login = "nouvelle",
            Password = "a long enough password",
        };

        string nurse = (await client.SignIn("ines")).AccessToken;
        Assert.Equal(
            Grpc.Core.StatusCode.NotFound, await NodeClient.RefusalOf(client.Register(nurse, person)));
        await client.Register((await client.SignIn("admin")).AccessToken, person);

        Assert.Equal("Nouvelle Exemple", (await client.SignIn("nouvelle", person.Password)).Name);
    }

    // The dossiers of those whom somebody's conversations are about. Alerts come when it is time for them.
    private async Task<DossierView[]> Dossiers(string login)
    {
        await using SpicoClient client = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = demo.Node.Doors.WebSocket,
            Credential = Credential.Login(login, "demo-spico-2026"),
        });
        ListInboxResponse inbox = await client.ListInboxAsync();
        List<DossierView> opened = [];
        foreach (Patient patient in inbox.Entries.Select(entry => entry.Patient).OfType<Patient>())
        {
            Assert.True(StreamId.TryFrom(patient.Dossier, out StreamId dossier));
            await using OpenStream stream = await client.OpenAsync(dossier);
            stream.Opening.Dossier.Alerts.Clear();
            stream.Opening.Dossier.AlertMemory = null;
            opened.Add(stream.Opening.Dossier);
        }

        return [.. opened];
    }
}
