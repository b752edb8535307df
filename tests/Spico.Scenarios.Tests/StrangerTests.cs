using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Spico.Testing;

namespace Spico.Scenarios.Tests;

/// <summary>A protocol of somebody else, in an assembly of its own, added to the server by three lines.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task A_stranger_adds_a_protocol_in_three_lines_and_people_talk_through_it()
    {
        int port = FreePort.Next();
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Name = "stranger",
            Executable = Executable(),
            Settings = new Dictionary<string, string>
            {
                ["JsonLines:Port"] = port.ToString(CultureInfo.InvariantCulture),
                ["Spico:Demo"] = "true",
            },
        });
        using Line ines = await Line.SignInAsync(port, "ines");
        using Line paul = await Line.SignInAsync(port, "paul");
        string conversation = await paul.FirstConversationAsync(shared: await ines.ConversationsAsync());
        await paul.AskAsync("openStream", new JsonObject { ["stream"] = conversation });

        JsonNode posted = await ines.AskAsync("postMessage", new JsonObject
        {
            ["requestId"] = Convert.ToBase64String(Guid.CreateVersion7().ToByteArray(bigEndian: true)),
            ["conversation"] = conversation,
            ["text"] = "Bonjour d'ailleurs",
        });

        // The people of the demo region may be talking there too.
        JsonNode fact = await paul.FactAsync(posted["position"]!["seq"]!.GetValue<string>());
        Assert.Equal("Bonjour d'ailleurs", fact["messagePosted"]!["text"]!.GetValue<string>());
    }

    private static string Executable()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string path = Repository.Path(
            "tests", "Stranger", "Spico.Stranger.Host", "bin", configuration, "net10.0", "Spico.Stranger.Host");
        return File.Exists(path) ? path : throw new InvalidOperationException($"Build Spico.sln first: no {path}.");
    }

    /// <summary>A client of the stranger's protocol, written without anything of Spico.</summary>
    private sealed class Line : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly Queue<JsonNode> _facts = new();
        private StreamReader _reader = null!;

        public static async Task<Line> SignInAsync(int port, string login)
        {
            var line = new Line();
            await line._client.ConnectAsync(IPAddress.Loopback, port);
            line._reader = new StreamReader(line._client.GetStream(), Encoding.UTF8);
            await line.SendAsync(new JsonObject
            {
                ["hello"] = new JsonObject
                {
                    ["signIn"] = new JsonObject { ["login"] = login, ["password"] = "demo-spico-2026" },
                },
            });
            Assert.NotNull((await line.NextAsync())["welcome"]);
            return line;
        }

        public async Task<string[]> ConversationsAsync()
        {
            JsonNode inbox = await AskAsync("listInbox", []);
            return [.. inbox["entries"]!.AsArray().Select(entry => entry!["conversation"]!.GetValue<string>())];
        }

        public async Task<string> FirstConversationAsync(string[] shared) =>
            (await ConversationsAsync()).First(shared.Contains);

        public async Task<JsonNode> AskAsync(string command, JsonObject body)
        {
            await SendAsync(new JsonObject { ["id"] = 1, ["command"] = new JsonObject { [command] = body } });
            while (true)
            {
                JsonNode frame = await NextAsync();
                if (frame["reply"] is { } reply)
                {
                    return reply[command] ?? throw new InvalidOperationException(reply.ToJsonString());
                }

                Keep(frame);
            }
        }

        public async Task<JsonNode> FactAsync(string seq)
        {
            while (true)
            {
                while (_facts.Count == 0)
                {
                    Keep(await NextAsync());
                }

                if (_facts.Dequeue() is var fact && fact["seq"]!.GetValue<string>() == seq)
                {
                    return fact;
                }
            }
        }

        public void Dispose() => _client.Dispose();

        private void Keep(JsonNode frame)
        {
            if (frame["push"]?["fact"] is { } fact)
            {
                _facts.Enqueue(fact);
            }
        }

        private async Task SendAsync(JsonObject frame) =>
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(frame.ToJsonString() + "\n"));

        private async Task<JsonNode> NextAsync()
        {
            string? line = await Eventually.Completes("the next line", _reader.ReadLineAsync());
            return JsonNode.Parse(line ?? throw new InvalidOperationException("The connection was closed."))!;
        }
    }
}
