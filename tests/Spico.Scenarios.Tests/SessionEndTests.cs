using System.Diagnostics;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class SessionEndTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Theory, EveryWay]
    public async Task Revocation_ends_live_sessions_within_5_seconds(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague admin = await clinic.Admit("admin", isAdministrator: true);
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await admin.StartsDirect(bob);
        await bob.Opens(talk);

        var clock = Stopwatch.StartNew();
        await admin.Client.RevokeSessionsAsync(bob.Person);
        await Closes(bob.Client);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Promised);
        Assert.Equal(CloseCode.Unauthenticated, bob.Client.Goodbye?.Code);
        await admin.Client.ListInboxAsync();
    }

    [Theory, EveryWay]
    public async Task A_new_password_ends_live_sessions_within_5_seconds(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague admin = await clinic.Admit("admin", isAdministrator: true);
        SpicoNode node = await Node.SharedAsync(store);
        string login = $"bob-{Guid.NewGuid():N}";
        var bob = new NewPerson
        {
            Person = new Person { Name = "bob" },
            Login = login,
            Password = "the first password",
        };
        PersonId id = (await admin.Client.RegisterPeopleAsync([bob]))[0];
        await using SpicoClient client = await SignsIn(bob.Password);
        await client.ListInboxAsync();

        bob.Person.Id = id.ToByteString();
        bob.Password = "the second password";
        var clock = Stopwatch.StartNew();
        await admin.Client.RegisterPeopleAsync([bob]);
        await Closes(client);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Promised);
        Assert.Equal(CloseCode.Unauthenticated, client.Goodbye?.Code);
        await using SpicoClient again = await SignsIn(bob.Password);
        await again.ListInboxAsync();

        Task<SpicoClient> SignsIn(string password) => SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = way.Endpoint(node.Doors),
            Door = way.Door(),
            Codec = way.Codec(),
            Credential = Credential.Login(login, password),
        });
    }

    [Theory, EveryWay]
    public async Task A_session_ends_with_its_token(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        SpicoNode node = await Node.SharedAsync(store);
        PersonId bob = PersonId.From(Guid.NewGuid());
        TimeSpan lifetime = TimeSpan.FromSeconds(3);
        int asked = 0;
        await using SpicoClient client = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = way.Endpoint(node.Doors),
            Door = way.Door(),
            Codec = way.Codec(),
            CredentialProvider = _ => ValueTask.FromResult(Credential.Token(clinic.TokenFor(
                bob, "bob", Interlocked.Increment(ref asked) == 1 ? lifetime : TimeSpan.FromHours(1)))),
        });
        var changes = new List<ClientStateChange>();
        client.StateChanged += change =>
        {
            lock (changes)
            {
                changes.Add(change);
            }
        };
        var clock = Stopwatch.StartNew();

        ClientStateChange ended = await Eventually.Becomes(
            "the session ends with its token", () => First(changes), change => change is not null, "an end")
            ?? throw new InvalidOperationException();

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), lifetime + Promised);
        Assert.Equal(CloseCode.TokenExpired, ended.Goodbye?.Code);

        // The code says "come back", and with a fresh token it works.
        await client.WhenConnectedAsync();
        await client.ListInboxAsync();
    }

    [Theory, EveryWay]
    public async Task A_renewed_session_outlives_its_first_token(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        SpicoNode node = await Node.SharedAsync(store);
        PersonId bob = PersonId.From(Guid.NewGuid());
        await using SpicoClient client = await SpicoClient.ConnectAsync(new SpicoClientOptions
        {
            Endpoint = way.Endpoint(node.Doors),
            Door = way.Door(),
            Codec = way.Codec(),
            Credential = Credential.Token(clinic.TokenFor(bob, "bob", TimeSpan.FromSeconds(4))),
        });
        long firstEnd = client.Welcome.ExpiresAt;
        RenewSessionResponse renewed = await client.RenewAsync(clinic.TokenFor(bob, "bob", TimeSpan.FromHours(1)));
        Assert.True(renewed.ExpiresAt > firstEnd);

        await Eventually.IsTrue(
            "the first token is over", () => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > firstEnd + 1500);
        Assert.Equal(ClientState.Connected, client.State);
        await client.ListInboxAsync();
    }

    [Theory, EveryWay]
    public async Task Who_cannot_prove_who_they_are_does_not_come_in(Way way, Store store)
    {
        SpicoNode node = await Node.SharedAsync(store);
        PersonId bob = PersonId.From(Guid.NewGuid());
        string good = node.Tokens.For(bob, "bob");
        string[] bad =
        [
            TestTokens.OfAStranger().For(bob, "bob"),
            node.Tokens.For(bob, "bob", lifetime: TimeSpan.FromMinutes(-5)),
            good[..^4] + "AAAA",
            "nonsense",
        ];
        foreach (string token in bad)
        {
            SpicoException refused = await Assert.ThrowsAsync<SpicoException>(() =>
                SpicoClient.ConnectAsync(new SpicoClientOptions
                {
                    Endpoint = way.Endpoint(node.Doors),
                    Door = way.Door(),
                    Codec = way.Codec(),
                    Credential = Credential.Token(token),
                    ConnectDeadline = TimeSpan.FromSeconds(3),
                }));
            Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
        }
    }

    private static Task Closes(SpicoClient client) => Eventually.Becomes(
        "the session is closed for good", () => client.State, state => state == ClientState.Closed, "Closed");

    private static ClientStateChange? First(List<ClientStateChange> changes)
    {
        lock (changes)
        {
            return changes.FirstOrDefault();
        }
    }
}
