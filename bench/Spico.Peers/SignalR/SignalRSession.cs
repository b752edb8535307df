using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Spico.Peers.Wire;

namespace Spico.Peers.SignalR;

/// <summary>
/// A client of the hub in SignalR's JSON protocol over WebSocket: the bytes of Microsoft's client at a fraction of
/// what that would cost the driver.
/// </summary>
internal sealed class SignalRSession : IPeerSession, IWebSocketReader
{
    private const byte RecordEnd = 0x1E;
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int CloseMessage = 7;

    // The hub drops a client that it hears nothing from for 30 s.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly byte[] Ping = [.. "{\"type\":6}"u8, RecordEnd];

    private readonly IPeerReceiver _receiver;
    private readonly PendingAcks _acks = new();
    private readonly TaskCompletionSource _agreed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private readonly Utf8JsonWriter _writer;
    private WebSocketConnection _socket = null!;
    private Timer? _pings;

    private SignalRSession(IPeerReceiver receiver)
    {
        _receiver = receiver;
        _writer = new Utf8JsonWriter(_outgoing);
    }

    public static async Task<SignalRSession> ConnectAsync(
        int port, int conversation, int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        SignalRSession session = new(receiver);
        string path = string.Create(CultureInfo.InvariantCulture, $"/chat?member={member}");
        session._socket = await WebSocketConnection.OpenAsync(port, path, isText: true, session, cancellationToken);
        session._socket.Send([.. "{\"protocol\":\"json\",\"version\":1}"u8, RecordEnd]);
        await session._agreed.Task.WaitAsync(cancellationToken);
        await session._acks.Post(
            conversation, (number, conversation) => session.Invoke(number, "Join", conversation, default));
        session._pings = new Timer(_ => session._socket.Send(Ping), null, KeepAlive, KeepAlive);
        return session;
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_acks.Post((conversation, text), (number, post) =>
            Invoke(number, "Post", post.conversation, post.text.Span)).WaitAsync(cancellationToken));

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        while (message.IndexOf(RecordEnd) is var end and >= 0)
        {
            OnRecord(message[..end]);
            message = message[(end + 1)..];
        }
    }

    public void OnLost(Exception reason)
    {
        _agreed.TrySetException(reason);
        _acks.FailAll(reason);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pings is not null)
        {
            await _pings.DisposeAsync();
        }

        await _socket.DisposeAsync();
        await _writer.DisposeAsync();
    }

    // Called under the lock of the acks.
    private void Invoke(long number, string target, int conversation, ReadOnlySpan<byte> text)
    {
        _outgoing.ResetWrittenCount();
        _writer.Reset();
        Span<byte> id = stackalloc byte[20];
        number.TryFormat(id, out int idLength, default, CultureInfo.InvariantCulture);
        _writer.WriteStartObject();
        _writer.WriteNumber("type"u8, Invocation);
        _writer.WriteString("invocationId"u8, id[..idLength]);
        _writer.WriteString("target"u8, target);
        _writer.WriteStartArray("arguments"u8);
        _writer.WriteNumberValue(conversation);
        if (!text.IsEmpty)
        {
            _writer.WriteStringValue(text);
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.Flush();
        _outgoing.Write([RecordEnd]);
        _socket.Send(_outgoing.WrittenSpan);
    }

    private void OnRecord(ReadOnlySpan<byte> record)
    {
        if (!_agreed.Task.IsCompleted)
        {
            if (record.IndexOf("error"u8) >= 0)
            {
                throw new PeerException(Encoding.UTF8.GetString(record));
            }

            _agreed.SetResult();
            return;
        }

        Utf8JsonReader json = new(record);
        json.Read();
        json.Read();
        if (!json.ValueTextEquals("type"u8))
        {
            throw new PeerException("Not of SignalR: " + Encoding.UTF8.GetString(record));
        }

        json.Read();
        switch (json.GetInt32())
        {
            case Invocation:
                OnInvocation(ref json);
                break;
            case Completion:
                OnCompletion(ref json);
                break;
            case CloseMessage:
                throw new PeerException(Encoding.UTF8.GetString(record));
            default:
                break;
        }
    }

    // {"type":1,"target":"message","arguments":[conversation,seq,author,"text",at]}
    private void OnInvocation(ref Utf8JsonReader json)
    {
        while (json.TokenType != JsonTokenType.StartArray)
        {
            json.Read();
        }

        json.Read();
        int conversation = json.GetInt32();
        while (json.TokenType != JsonTokenType.String)
        {
            json.Read();
        }

        if (!json.ValueIsEscaped)
        {
            _receiver.OnMessage(conversation, json.ValueSpan);
            return;
        }

        byte[] text = new byte[json.ValueSpan.Length];
        _receiver.OnMessage(conversation, text.AsSpan(0, json.CopyString(text)));
    }

    // {"type":3,"invocationId":"7","result":42} or "error" for "result".
    private void OnCompletion(ref Utf8JsonReader json)
    {
        long number = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = json.ValueTextEquals("invocationId"u8);
            bool isError = json.ValueTextEquals("error"u8);
            json.Read();
            if (isId)
            {
                number = long.Parse(json.ValueSpan, CultureInfo.InvariantCulture);
            }
            else if (isError)
            {
                _acks.Refuse(number, json.GetString()!);
            }
        }

        _acks.Complete(number);
    }
}
