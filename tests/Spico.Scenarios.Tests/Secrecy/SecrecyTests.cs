using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Scenarios.Tests.BadInput;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests.Secrecy;

/// <summary>
/// What people wrote is readable neither in a stolen store nor in the log. Unique strings are written wherever people
/// write, rightly and wrongly, through every door; then every byte of the store and of the log is searched for them.
/// </summary>
public sealed class SecrecyTests
{
    private const string Name = "a person's name";

    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.PostgreSql)]
    public async Task Neither_a_stolen_store_nor_the_log_tells_what_people_wrote(Store store)
    {
        await using WatchedNode watched = await WatchedNode.StartAsync(store);
        var canaries = new Canaries();
        StreamId talk = await TalkAsync(watched.Node, canaries);
        string correlation = await DoWrongAsync(watched.Node, canaries, talk);

        // The log first: dying may add nothing to it.
        string log = await File.ReadAllTextAsync(watched.Log);
        Assert.Contains(correlation, log, StringComparison.Ordinal);
        Assert.Empty(canaries.FoundIn([watched.Log]));

        // Names are the directory's, in clear: finding them shows that the search finds what is there.
        IReadOnlyList<string> stolen = await watched.StealAsync();
        IReadOnlyList<string> found = canaries.FoundIn(stolen);
        Assert.Contains(found, each => each.StartsWith(Name, StringComparison.Ordinal));
        Assert.Empty(canaries.FoundIn(stolen, butNot: [Name]));
    }

    [Fact]
    public async Task The_search_finds_a_canary_in_every_form()
    {
        using TestFolder folder = TestFolder.Create("canaries");
        var canaries = new Canaries();
        string text = canaries.Plant("text");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        byte[][] forms =
        [
            bytes,
            Encoding.UTF8.GetBytes(text.ToUpperInvariant()),
            Encoding.Unicode.GetBytes(text),
            Encoding.UTF8.GetBytes(Convert.ToHexString(bytes)),
            Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)),
            Encoding.UTF8.GetBytes(Convert.ToBase64String([1, .. bytes, 2])),
            Encoding.UTF8.GetBytes(Convert.ToBase64String([1, 2, .. bytes])),
        ];
        foreach (byte[] form in forms)
        {
            string file = folder.File("stolen");
            await File.WriteAllBytesAsync(file, [0, 255, .. form, 0, 13]);
            Assert.Single(canaries.FoundIn([file]));
            Assert.Empty(canaries.FoundIn([file], butNot: ["text"]));
            await File.WriteAllBytesAsync(file, form[(form.Length / 2)..]);
            Assert.Empty(canaries.FoundIn([file]));
        }
    }

    /// <summary>What people do all day, over every door.</summary>
    private static async Task<StreamId> TalkAsync(SpicoNode node, Canaries canaries)
    {
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit(canaries.Plant(Name), Way.WebSocketJson, isAdministrator: true);
        Colleague bob = await clinic.Admit(canaries.Plant(Name), Way.TcpJson);
        Colleague carol = await clinic.Admit(canaries.Plant(Name), Way.Grpc);
        Colleague dave = await clinic.Admit(canaries.Plant(Name), Way.Tcp);
        await alice.Client.RegisterPeopleAsync(
        [
            new NewPerson
            {
                Person = new Person { Name = canaries.Plant(Name) },
                Login = canaries.Plant("a login"),
                Password = canaries.Plant("a password"),
            },
        ]);

        StreamId talk = await alice.StartsGroup(canaries.Plant("a title"), bob, carol);
        Reading live = await carol.Opens(talk);
        for (int i = 0; i < 30; i++)
        {
            foreach (Colleague author in new[] { alice, bob, carol })
            {
                string text = canaries.Plant("a message");
                PostMessageResponse posted = await author.Sends(talk, text, (DataClass)((i % 3) + 1));
                await live.Receives(text);
                await bob.HasRead(talk, posted.Position.Seq);
            }
        }

        await bob.Client.MarkTodoAsync(talk, note: canaries.Plant("a note"));
        await bob.Client.SaveDraftAsync(talk, canaries.Plant("a draft"));
        await alice.Adds(talk, dave);
        await alice.Removes(talk, dave);
        await bob.PagesForwards(talk, 50);
        Assert.NotNull(await bob.SeesInInbox(talk));
        await bob.Client.FindPeopleAsync(canaries.Plant("a search")[..30]);
        await SearchAsync(bob, talk, canaries);
        await clinic.Judge();
        return talk;
    }

    // The server has everything indexed before it searches: see its settings.
    private static async Task SearchAsync(Colleague person, StreamId talk, Canaries canaries)
    {
        string word = canaries.Add("an indexed word", $"indexe{Guid.NewGuid():N}");
        await person.Sends(talk, word);
        SearchMessagesResponse found = await person.Client.SearchMessagesAsync(
            new SearchMessagesRequest { Text = word.ToUpperInvariant()[..20] });
        Assert.Equal(word, Assert.Single(found.Messages).Message.Posted.MessagePosted.Text);
        string sought = canaries.Plant("words searched for");
        Assert.Empty((await person.Client.SearchMessagesAsync(new SearchMessagesRequest { Text = sought })).Messages);
    }

    /// <summary>What must not be done, over every door. Gives the correlation id of a refusal.</summary>
    private static async Task<string> DoWrongAsync(SpicoNode node, Canaries canaries, StreamId talk)
    {
        var stranger = PersonId.New();
        string token = node.Tokens.For(stranger, canaries.Plant(Name));
        canaries.Add("a token", token.Split('.')[2]);
        string bad = TestTokens.OfAStranger().For(stranger, canaries.Plant(Name));
        canaries.Add("a bad token", bad.Split('.')[2]);

        // Posts that are refused: to a conversation of others, and one too long.
        using RawTcp raw = await RawTcp.SignInAsync(node, token);
        await raw.SendAsync(1, Post(talk, canaries.Plant("a refused message")));
        Error refused = (await raw.ReadReplyAsync(1)).Error;
        Assert.Equal(ErrorCode.NotAccessible, refused.Code);
        string tooLong = canaries.Plant("a message too long") + new string('x', 16 * 1024);
        await raw.SendAsync(2, Post(talk, tooLong));
        Assert.Equal(ErrorCode.TooLarge, (await raw.ReadReplyAsync(2)).Error.Code);

        // A frame too large, with text in it; a frame that is none; another protocol.
        byte[] large = [.. Encoding.UTF8.GetBytes(canaries.Plant("an oversized frame")), .. new byte[70_000]];
        await raw.SendAsync(RawTcp.Framed(large));
        Assert.Equal(CloseCode.FrameTooLarge, (await raw.ReadGoodbyeAsync()).Code);
        using RawTcp broken = await RawTcp.SignInAsync(node, token);
        await broken.SendAsync(RawTcp.Framed(Encoding.UTF8.GetBytes(canaries.Plant("a broken frame"))));
        Assert.Equal(CloseCode.ProtocolError, (await broken.ReadGoodbyeAsync()).Code);
        using RawTcp other = await RawTcp.ConnectAsync(node);
        await other.SendAsync(Encoding.UTF8.GetBytes(canaries.Plant("a preface") + "\n"));
        Assert.Equal(CloseCode.Unsupported, (await other.ReadGoodbyeAsync()).Code);
        using RawWebSocket json = await RawWebSocket.SignInAsync(node, token, json: true);
        await json.SendFrameAsync(
            1, Encoding.UTF8.GetBytes($$"""{"id":"{{canaries.Plant("broken JSON")}}","command":[]}"""));
        Assert.Equal((int)CloseCode.ProtocolError, await json.ReadCloseAsync());
        using RawWebSocket url = await RawWebSocket.HandshakeAsync(
            node, $"/ws?access_token={canaries.Plant("a token in a URL")}");
        Assert.Equal(400, url.Status);

        await SignInWronglyAsync(node, canaries, bad);
        return refused.CorrelationId;
    }

    private static async Task SignInWronglyAsync(SpicoNode node, Canaries canaries, string bad)
    {
        Hello[] wrong =
        [
            new Hello { AccessToken = bad },
            new Hello { AccessToken = canaries.Plant("nonsense for a token") },
            new Hello { SignIn = Guess(canaries), Device = canaries.Plant("a device") },
            new Hello { AccessToken = bad, Device = canaries.Plant("a device") + new string('x', 100) },
        ];
        foreach (Hello hello in wrong)
        {
            using RawTcp raw = await RawTcp.ConnectAsync(node);
            await raw.SendAsync("spico.v1.proto\n"u8.ToArray());
            await raw.SendAsync(new Frame { Hello = hello });
            Assert.True((await raw.ReadGoodbyeAsync()).Code >= CloseCode.Unauthenticated);
        }

        using GrpcChannel channel = GrpcChannel.ForAddress(node.Doors.Grpc!);
        var headers = new Metadata { { "authorization", $"Bearer {canaries.Plant("nonsense for a token")}" } };
        await Assert.ThrowsAsync<RpcException>(() => new InboxService.InboxServiceClient(channel)
            .ListInboxAsync(new ListInboxRequest(), headers).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => new AccountService.AccountServiceClient(channel)
            .SignInAsync(Guess(canaries)).ResponseAsync);
        using var text = new System.Net.Sockets.TcpClient();
        await text.ConnectAsync("127.0.0.1", NodeDoors.PortOf(node.Doors.Text!));
        SignInRequest guess = Guess(canaries);
        await text.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"SIGN {guess.Login} {guess.Password}\n"));
        using var reader = new StreamReader(text.GetStream());
        await Eventually.Completes("the text line greets", reader.ReadLineAsync());
        string? answer = await Eventually.Completes("the text line refuses", reader.ReadLineAsync());
        Assert.StartsWith("BYE", answer, StringComparison.Ordinal);
    }

    private static SignInRequest Guess(Canaries canaries) => new()
    {
        Login = canaries.Plant("a login nobody has"),
        Password = canaries.Plant("a wrong password"),
    };

    private static Command Post(StreamId talk, string text) => new()
    {
        PostMessage = new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = talk.ToByteString(),
            Text = text,
            DataClass = DataClass.Social,
        },
    };
}
