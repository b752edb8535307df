using System.CommandLine;
using Spico.Client;
using Spico.Load.Subjects;
using Spico.Load.Targets;
using Spico.Protocol.Wire;
using Spico.Testing;

namespace Spico.Load.Verbs;

/// <summary>The options that say which server to load, the same for every verb.</summary>
internal sealed class TargetArguments
{
    private readonly Option<string> _door = new("--door")
    {
        Description = "The way in: ws, tcp or grpc.",
        DefaultValueFactory = _ => "ws",
    };

    private readonly Option<string> _codec = new("--codec")
    {
        Description = "The encoding on ws and tcp: proto or json.",
        DefaultValueFactory = _ => "proto",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "The store of a server of our own: sqlite or postgres.",
        DefaultValueFactory = _ => "sqlite",
    };

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "How to reach PostgreSQL. Without it, --store postgres starts one for the run.",
    };

    private readonly Option<string[]> _server = new("--server")
    {
        Description = "A server that runs already, by the address of the door; several: gateways of one cluster.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "With --server: the folder of its issuer.key, to sign access tokens with.",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data folder of a server of our own. Without it a new one, removed at the end.",
    };

    public TargetArguments()
    {
        _door.AcceptOnlyFromAmong("ws", "tcp", "grpc");
        _codec.AcceptOnlyFromAmong("proto", "json");
        _store.AcceptOnlyFromAmong("sqlite", "postgres");
    }

    public IEnumerable<Option> All => [_door, _codec, _store, _connection, _server, _keys, _data];

    public TargetOptions Read(ParseResult parsed) => new()
    {
        Door = parsed.GetValue(_door) switch { "tcp" => Door.Tcp, "grpc" => Door.Grpc, _ => Door.WebSocket },
        Codec = parsed.GetValue(_codec) == "json" ? FrameCodecs.Json : FrameCodecs.Protobuf,
        Store = parsed.GetValue(_store) == "postgres" ? Store.PostgreSql : Store.Sqlite,
        Connection = parsed.GetValue(_connection),
        Servers = [.. (parsed.GetValue(_server) ?? []).Select(server => new Uri(server))],
        KeysFolder = parsed.GetValue(_keys),
        DataFolder = parsed.GetValue(_data),
    };

    /// <summary>The target as something to measure.</summary>
    public Subject Subject(ParseResult parsed)
    {
        string store = parsed.GetValue(_server) is { Length: > 0 } ? "server" : parsed.GetValue(_store)!;
        string way = parsed.GetValue(_door)! + (parsed.GetValue(_codec) == "json" ? "-json" : "");
        string name = way == "ws" ? $"spico-{store}" : $"spico-{store}-{way}";
        return new Subject(name, () => new SpicoPeer(name, Read(parsed)));
    }

    /// <summary>What a report says of the target.</summary>
    public Dictionary<string, object> Describe(ParseResult parsed) => new()
    {
        ["door"] = parsed.GetValue(_door)!,
        ["codec"] = parsed.GetValue(_door) == "grpc" ? "proto" : parsed.GetValue(_codec)!,
        ["store"] = parsed.GetValue(_server) is { Length: > 0 } ? "of the server" : parsed.GetValue(_store)!,
        ["limits"] = parsed.GetValue(_server) is { Length: > 0 } ? "of the server" : "load profile",
    };
}
