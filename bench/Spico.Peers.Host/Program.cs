using Spico.Peers.Host.Rooms;
using Spico.Peers.Host.SignalR;

WebApplication app = args switch
{
    ["signalr"] => ChatApp.Create(new NoMessageStore()),
    ["signalr-postgres", var connection] => ChatApp.Create(await PostgreSqlMessageStore.OpenAsync(connection)),
    ["signalr-sqlite", var path] => ChatApp.Create(SqliteMessageStore.Open(path)),
    ["kestrel-tcp"] => RoomApp.Create(new LengthFraming()),
    ["kestrel-websocket"] => RoomApp.Create(new WebSocketFraming()),
    _ => throw new ArgumentException(
        "One of: signalr, signalr-postgres CONNECTION, signalr-sqlite PATH, kestrel-tcp, kestrel-websocket."),
};
await app.StartAsync();
Console.WriteLine($"listening on {new Uri(app.Urls.Single()).Port}");
await app.WaitForShutdownAsync();
