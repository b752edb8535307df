using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spico.Checker;

/// <summary>
/// A history as files: <c>header.json</c>, a file of JSON lines per client, and <c>log-*.jsonl</c> with the final log
/// of each conversation. They are merged by the counter when read.
/// </summary>
public static class HistoryFiles
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a history to a folder, which is created.</summary>
    public static void Save(History history, string folder)
    {
        Directory.CreateDirectory(folder);
        IReadOnlyList<HistoryWriter> clients = history.Clients;
        var header = new Header(
            new Dictionary<string, string>(history.Header),
            [.. clients.Select(client => new Client(client.Name, client.Person))],
            history.Faults);
        File.WriteAllText(Path.Combine(folder, "header.json"), JsonSerializer.Serialize(header, Json));
        foreach (HistoryWriter client in clients)
        {
            List<HistoryEvent> events = [];
            client.CopyTo(events);
            WriteLines(Path.Combine(folder, ClientFile(client.Session)), events.Select(e => LineOf(e, history)));
        }

        foreach ((Guid conversation, IReadOnlyList<LogEntry> log) in history.Logs)
        {
            string file = $"log-{conversation:N}-{history.EpochOf(conversation)}.jsonl";
            WriteLines(Path.Combine(folder, file), log);
        }
    }

    /// <summary>Reads a history from a folder.</summary>
    public static History Load(string folder)
    {
        var history = new History();
        string text = File.ReadAllText(Path.Combine(folder, "header.json"));
        Header header = JsonSerializer.Deserialize<Header>(text, Json)!;
        foreach ((string key, string value) in header.Settings)
        {
            history.Header[key] = value;
        }

        foreach (string fault in header.Faults)
        {
            history.AddFault(fault);
        }

        foreach (Client client in header.Clients)
        {
            HistoryWriter writer = history.AddClient(client.Name, client.Person);
            foreach (Line line in ReadLines<Line>(Path.Combine(folder, ClientFile(writer.Session))))
            {
                writer.Restore(EventOf(line, writer.Session, history));
            }
        }

        foreach (string file in Directory.EnumerateFiles(folder, "log-*.jsonl"))
        {
            string[] parts = Path.GetFileNameWithoutExtension(file).Split('-');
            Guid conversation = Guid.ParseExact(parts[1], "N");
            history.Final(conversation, uint.Parse(parts[2], CultureInfo.InvariantCulture), ReadLines<LogEntry>(file));
        }

        return history;
    }

    private static string ClientFile(int session) => $"client-{session}.jsonl";

    private static void WriteLines<T>(string path, IEnumerable<T> lines)
    {
        using StreamWriter file = File.CreateText(path);
        foreach (T line in lines)
        {
            file.WriteLine(JsonSerializer.Serialize(line, Json));
        }
    }

    private static IEnumerable<T> ReadLines<T>(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<T>(line, Json)!);

    private static Line LineOf(HistoryEvent happened, History history) => new(
        happened.Order,
        happened.Kind,
        happened.Conversation < 0 ? Guid.Empty : history.ConversationAt(happened.Conversation),
        happened.Author < 0 ? Guid.Empty : history.AuthorAt(happened.Author),
        happened.Epoch,
        happened.Seq,
        happened.Send,
        happened.Hash,
        happened.IsElided);

    private static HistoryEvent EventOf(Line line, int session, History history) => new(
        line.Order,
        line.Kind,
        session,
        line.Conversation == Guid.Empty ? -1 : history.IndexOf(line.Conversation),
        history.AuthorOf(line.Author),
        line.Epoch,
        line.Seq,
        line.Send,
        line.Hash,
        line.IsElided);

    private sealed record Header(
        Dictionary<string, string> Settings,
        IReadOnlyList<Client> Clients,
        IReadOnlyList<string> Faults);

    private sealed record Client(string Name, Guid Person);

    private sealed record Line(
        long Order,
        EventKind Kind,
        Guid Conversation,
        Guid Author,
        uint Epoch,
        long Seq,
        long Send,
        ulong Hash,
        bool IsElided);
}
