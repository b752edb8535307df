using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Spico.Peers.Wire;

namespace Spico.Peers.Nats;

/// <summary>
/// As much of NATS' protocol as chat needs: what is published asks for an answer in the client's inbox, and one
/// subscription brings the messages of a conversation.
/// </summary>
internal sealed class NatsClient : IWireReader, IAsyncDisposable
{
    private const int InboxSubscription = 1;
    private const int ConversationSubscription = 2;

    private readonly int _conversation;
    private readonly IPeerReceiver? _receiver;
    private readonly PendingAcks _acks = new();
    private readonly ConcurrentDictionary<long, string> _answers = new();
    private readonly TaskCompletionSource _pong = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _inbox;
    private readonly WireConnection _wire;

    private NatsClient(string name, int conversation, IPeerReceiver? receiver, WireConnection wire)
    {
        _inbox = Encoding.ASCII.GetBytes($"_INBOX.{name}.");
        _conversation = conversation;
        _receiver = receiver;
        _wire = wire;
    }

    /// <summary>Connects.</summary>
    /// <param name="port">Where the server listens.</param>
    /// <param name="name">Of this client alone.</param>
    /// <param name="conversation">What the receiver is told.</param>
    /// <param name="receiver">Takes what comes on <paramref name="subject"/>; null for nothing.</param>
    /// <param name="subject">Subscribed to, unless null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NatsClient> ConnectAsync(
        int port,
        string name,
        int conversation,
        IPeerReceiver? receiver,
        string? subject,
        CancellationToken cancellationToken)
    {
        NatsClient client = new(
            name, conversation, receiver, await WireConnection.ConnectAsync(port, cancellationToken));
        client._wire.Start(client);
        string hello = $"CONNECT {{\"verbose\":false,\"pedantic\":false,\"name\":\"{name}\"}}\r\n" +
            $"SUB _INBOX.{name}.* {InboxSubscription}\r\n" +
            (subject is null ? "" : $"SUB {subject} {ConversationSubscription}\r\n") +
            "PING\r\n";
        client._wire.Send(Encoding.ASCII.GetBytes(hello));
        await client._pong.Task.WaitAsync(cancellationToken);
        return client;
    }

    /// <summary>Publishes; completes with JetStream's answer.</summary>
    public Task PublishAsync(ReadOnlyMemory<byte> subject, ReadOnlyMemory<byte> payload) =>
        _acks.Post((subject, payload), (number, post) => Publish(number, post.subject.Span, post.payload.Span));

    /// <summary>Asks JetStream for something and returns its answer.</summary>
    public async Task<string> AskAsync(string subject, string json, CancellationToken cancellationToken)
    {
        long asked = 0;
        await _acks.Post((subject, json), (number, question) =>
        {
            asked = number;
            _answers[number] = "";
            Publish(number, Encoding.ASCII.GetBytes(question.subject), Encoding.UTF8.GetBytes(question.json));
        }).WaitAsync(cancellationToken);
        return _answers.TryRemove(asked, out string? answer) ? answer : "";
    }

    public int Read(ReadOnlySpan<byte> bytes)
    {
        int read = 0;
        while (bytes[read..].IndexOf("\r\n"u8) is var end and >= 0)
        {
            ReadOnlySpan<byte> line = bytes.Slice(read, end);
            int payloadAt = read + end + 2;
            if (line.StartsWith("MSG "u8))
            {
                int length = int.Parse(line[(line.LastIndexOf((byte)' ') + 1)..], CultureInfo.InvariantCulture);
                if (bytes.Length < payloadAt + length + 2)
                {
                    break;
                }

                OnMessage(line[4..], bytes.Slice(payloadAt, length));
                read = payloadAt + length + 2;
                continue;
            }

            OnLine(line);
            read = payloadAt;
        }

        return read;
    }

    public void OnLost(Exception reason)
    {
        _pong.TrySetException(reason);
        _acks.FailAll(reason);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private void OnLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("PING"u8))
        {
            _wire.Send("PONG\r\n"u8);
        }
        else if (line.StartsWith("PONG"u8))
        {
            _pong.TrySetResult();
        }
        else if (line.StartsWith("-ERR"u8))
        {
            throw new PeerException(Encoding.ASCII.GetString(line));
        }
    }

    // "subject subscription [reply] length", of which "MSG " is gone.
    private void OnMessage(ReadOnlySpan<byte> line, ReadOnlySpan<byte> payload)
    {
        int space = line.IndexOf((byte)' ');
        if (line[space + 1] == '0' + ConversationSubscription)
        {
            _receiver!.OnMessage(_conversation, payload);
            return;
        }

        if (!Utf8Parser.TryParse(line[_inbox.Length..space], out long number, out _))
        {
            throw new PeerException("An answer to nothing: " + Encoding.ASCII.GetString(line));
        }

        if (payload.IndexOf("\"error\""u8) >= 0)
        {
            _acks.Refuse(number, Encoding.UTF8.GetString(payload));
            return;
        }

        if (_answers.ContainsKey(number))
        {
            _answers[number] = Encoding.UTF8.GetString(payload);
        }

        _acks.Complete(number);
    }

    // Called under the lock of the acks.
    private void Publish(long number, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> payload)
    {
        Span<byte> line = stackalloc byte[256];
        int length = 0;
        Append(line, ref length, "PUB "u8);
        Append(line, ref length, subject);
        Append(line, ref length, " "u8);
        Append(line, ref length, _inbox);
        Append(line, ref length, number);
        Append(line, ref length, " "u8);
        Append(line, ref length, payload.Length);
        Append(line, ref length, "\r\n"u8);
        _wire.Send(line[..length], payload, "\r\n"u8);
    }

    private static void Append(Span<byte> line, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(line[length..]);
        length += part.Length;
    }

    private static void Append(Span<byte> line, ref int length, long number)
    {
        Utf8Formatter.TryFormat(number, line[length..], out int written);
        length += written;
    }
}
