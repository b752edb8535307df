using System.Net.Sockets;
using System.Text;
using Spico.Testing;

namespace Spico.Scenarios.Tests;

/// <summary>The demo region and the line protocol, as somebody with nothing but <c>nc</c> meets them.</summary>
public sealed class TextLineTests
{
    [Fact]
    public async Task Two_demo_people_talk_through_nc()
    {
        await using SpicoNode node = await Node.StartAsync(
            Store.Sqlite, new Dictionary<string, string> { ["Spico:Demo"] = "true" });
        using Terminal ines = await Terminal.ConnectAsync(node);
        using Terminal paul = await Terminal.ConnectAsync(node);
        await ines.Says("SIGN ines wrong-password", "BYE ");
        using Terminal again = await Terminal.ConnectAsync(node);
        await again.Says("SIGN ines demo-spico-2026", "OK Inès Exemple");
        await paul.Says("SIGN paul demo-spico-2026", "OK Paul Fictif");

        // Both open the conversation that both have.
        string shared = (await again.Says("LIST", "OK")).First(line => line.StartsWith("* ", StringComparison.Ordinal));
        string title = TitleOf(shared);
        string pauls = (await paul.Says("LIST", "OK")).First(line => TitleOf(line) == title);
        await again.Says($"OPEN {shared.Split(' ')[1]}", "OK");
        await paul.Says($"OPEN {pauls.Split(' ')[1]}", "OK");

        await again.Says("POST Bonjour depuis nc", "OK");
        await paul.Sees("Inès Exemple: Bonjour depuis nc");
        await paul.Says("READ 1", "OK");
        await paul.Says("QUIT", "OK");
    }

    private static string TitleOf(string line) => line.Contains(" (", StringComparison.Ordinal)
        ? string.Join(' ', line[..line.LastIndexOf(" (", StringComparison.Ordinal)].Split(' ').Skip(2))
        : line;

    private sealed class Terminal : IDisposable
    {
        private readonly TcpClient _client = new();
        private StreamReader _reader = null!;

        public static async Task<Terminal> ConnectAsync(SpicoNode node)
        {
            var terminal = new Terminal();
            await terminal._client.ConnectAsync("127.0.0.1", NodeDoors.PortOf(node.Doors.Text!));
            terminal._reader = new StreamReader(terminal._client.GetStream(), Encoding.UTF8);
            await terminal.Sees("Spico.");
            return terminal;
        }

        /// <summary>Says a line and reads until one begins as expected; gives those before it.</summary>
        public async Task<List<string>> Says(string line, string answer)
        {
            await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            List<string> before = [];
            while (true)
            {
                string next = await ReadAsync(line);
                if (next.StartsWith(answer, StringComparison.Ordinal))
                {
                    return before;
                }

                Assert.False(
                    next.StartsWith("ERR", StringComparison.Ordinal)
                    || next.StartsWith("BYE", StringComparison.Ordinal),
                    $"{line}: {next}");
                before.Add(next);
            }
        }

        public async Task Sees(string text)
        {
            while (!(await ReadAsync(text)).Contains(text, StringComparison.Ordinal))
            {
            }
        }

        public void Dispose() => _client.Dispose();

        private async Task<string> ReadAsync(string phase) =>
            await Eventually.Completes($"a line after '{phase}'", _reader.ReadLineAsync())
                ?? throw new InvalidOperationException($"The line ended after '{phase}'.");
    }
}
