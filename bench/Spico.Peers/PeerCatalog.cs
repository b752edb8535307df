using Spico.Peers.Ejabberd;
using Spico.Peers.Kestrel;
using Spico.Peers.Mosquitto;
using Spico.Peers.Nats;
using Spico.Peers.Programs;
using Spico.Peers.RabbitMq;
using Spico.Peers.RawStores;
using Spico.Peers.SignalR;
using Spico.Testing;

namespace Spico.Peers;

/// <summary>The peers there are.</summary>
public static class PeerCatalog
{
    /// <summary>All of them, installed or not, in the order in which a report shows them.</summary>
    public static IReadOnlyList<PeerEntry> All { get; } =
    [
        new("signalr-postgres", "SignalR, one PostgreSQL insert a message",
            () => new SignalRPeer(Store.PostgreSql), Packages.PostgreSql),
        new("signalr-sqlite", "SignalR, one SQLite insert a message", () => new SignalRPeer(Store.Sqlite)),
        new("signalr", "SignalR, nothing stored", () => new SignalRPeer(null)),
        new("kestrel-tcp", "The least that broadcasts on Kestrel: TCP", () => new KestrelPeer(isWebSocket: false)),
        new("kestrel-websocket", "The least that broadcasts on Kestrel: WebSocket",
            () => new KestrelPeer(isWebSocket: true)),
        new("nats", "NATS JetStream, members subscribe", () => new NatsPeer(isConsumer: false), Packages.Nats),
        new("nats-consumers", "NATS JetStream, each member is a consumer of the stream",
            () => new NatsPeer(isConsumer: true), Packages.Nats),
        new("rabbitmq", "RabbitMQ, a quorum queue and a fanout exchange a conversation",
            () => new RabbitMqPeer(), Packages.RabbitMq),
        new("ejabberd", "ejabberd, rooms (MUC) with their archives (MAM) on PostgreSQL",
            () => new EjabberdPeer(), Packages.Ejabberd, Packages.ErlangPostgreSql, Packages.PostgreSql),
        new("mosquitto", "Mosquitto, QoS 1", () => new MosquittoPeer(), Packages.Mosquitto),
    ];

    /// <summary>What the stores can do by themselves; PostgreSQL's only where it is installed.</summary>
    public static IReadOnlyList<IStoreReference> CreateStoreReferences() => Packages.PostgreSql.Path is null
        ? [new SqliteReference()]
        : [new PostgreSqlReference(), new SqliteReference()];

    /// <summary>The one of that name, or null.</summary>
    public static PeerEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}
