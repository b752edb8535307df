using Spico.Protocol.V1;

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

        await demo.Node.RestartAsync();

        using var after = new NodeClient(demo.Node.Doors);
        Assert.Equal(inbox, await after.ListInbox(token));
        Assert.Equal(inbox, await after.ListInbox((await after.SignIn("paul")).AccessToken));
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
}
