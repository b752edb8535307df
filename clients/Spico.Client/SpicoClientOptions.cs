using Spico.Protocol;
using Spico.Protocol.Wire;

namespace Spico.Client;

/// <summary>How a client reaches its server, who it is, and how patient it is.</summary>
public sealed class SpicoClientOptions
{
    /// <summary>
    /// Where the server is: <c>ws://host:7400</c>, <c>tcp://host:7401</c> or <c>http://host:7402</c>, as the door
    /// has it; <c>wss</c>, <c>tls</c> or <c>https</c> with TLS. Default: the WebSocket of a local server.
    /// </summary>
    public Uri Endpoint { get; init; } = new("ws://127.0.0.1:7400/ws");

    /// <summary>
    /// Where the bytes of files go: the server's HTTP door, such as <c>http://host:7400</c>. Default: the host and port
    /// of a WebSocket <see cref="Endpoint"/>; with another door it has to be set.
    /// </summary>
    public Uri? Files { get; init; }

    /// <summary>The way in. Default: WebSocket, which passes everywhere.</summary>
    public Door Door { get; init; } = Door.WebSocket;

    /// <summary>The encoding on WebSocket and TCP. Default: protobuf, the smallest. gRPC is always protobuf.</summary>
    public IFrameCodec Codec { get; init; } = FrameCodecs.Protobuf;

    /// <summary>Who is calling, if that never changes. Or set <see cref="CredentialProvider"/>.</summary>
    public Credential? Credential { get; init; }

    /// <summary>Asked before each connection, so that it can give a fresh access token. Default: none.</summary>
    public Func<CancellationToken, ValueTask<Credential>>? CredentialProvider { get; init; }

    /// <summary>The person on whose behalf the session is, by a delegation. Default: one's own.</summary>
    public PersonId? OnBehalfOf { get; init; }

    /// <summary>Names this device among the person's, up to 64 characters. Default: a new one each time.</summary>
    public string Device { get; init; } = "";

    /// <summary>Name and version of the program, for the server's log, up to 64 characters.</summary>
    public string Client { get; init; } = "spico-dotnet/0.1";

    /// <summary>The longest wait for one connection to be ready. Default: 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="SpicoClient.ConnectAsync"/> tries in all. Default: 30 s.</summary>
    public TimeSpan ConnectDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first retry, halved at random. Doubles with each. Default: 100 ms.</summary>
    public TimeSpan ReconnectDelayMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between retries. Default: 2 s, so that a restarted server is found soon.</summary>
    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a command may take, reconnections and retries included, before it fails as DEADLINE. Default: 30 s,
    /// which outlasts a restart of the server.
    /// </summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Facts that wait for the reader of one stream. Beyond it the client lets the rest go and reads them again from
    /// the server when the reader has caught up. Default: 1,024.
    /// </summary>
    public int FactsBufferedMax { get; init; } = 1024;

    /// <summary>Bytes of a frame from the server, at most. Default: 2 MiB, a full page of history.</summary>
    public int FrameBytesMax { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Whether the server is told how far this device has received a conversation whose policy asks for receipts: up to
    /// the facts that <see cref="OpenStream.Facts"/> gave. Default: yes.
    /// </summary>
    public bool MarksDelivered { get; init; } = true;

    /// <summary>
    /// How long the server is not told that again; the last position is told then. Default: 1 s, as often as it tells
    /// the others.
    /// </summary>
    public TimeSpan MarksDeliveredEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes facts undecoded instead of <see cref="OpenStream.Facts"/>. Default: none.</summary>
    public IPushHandler? PushHandler { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (Credential is null && CredentialProvider is null)
        {
            throw new ArgumentException("Set Credential or CredentialProvider.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(Device.Length, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Client.Length, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(FactsBufferedMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReconnectDelayMax, ReconnectDelayMin);
        ArgumentOutOfRangeException.ThrowIfLessThan(MarksDeliveredEvery, TimeSpan.Zero);
    }
}
