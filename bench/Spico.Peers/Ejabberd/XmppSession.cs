using System.Buffers;
using System.Globalization;
using System.Text;
using Spico.Peers.Wire;

namespace Spico.Peers.Ejabberd;

/// <summary>
/// A member in a room of XMPP: as much of it as that takes. A post is acked when the room sends it back to its sender.
/// </summary>
internal sealed class XmppSession : IPeerSession, IWireReader
{
    private const string StreamStart =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' " +
        "version='1.0'>";

    private readonly int _conversation;
    private readonly IPeerReceiver _receiver;
    private readonly string _room;
    private readonly string _nick;
    private readonly byte[] _own;
    private readonly byte[] _messageStart;
    private readonly PendingAcks _acks = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _outgoing = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly WireConnection _wire;

    private XmppSession(int conversation, int member, IPeerReceiver receiver, WireConnection wire)
    {
        _conversation = conversation;
        _receiver = receiver;
        _wire = wire;
        _room = string.Create(CultureInfo.InvariantCulture, $"{conversation}@conference.localhost");
        _nick = string.Create(CultureInfo.InvariantCulture, $"m{member}");
        _own = Encoding.ASCII.GetBytes($"from='{_room}/{_nick}'");
        _messageStart = Encoding.ASCII.GetBytes($"<message to='{_room}' type='groupchat' id='");
    }

    public static async Task<XmppSession> ConnectAsync(
        int port, int conversation, int member, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        XmppSession session = new(
            conversation, member, receiver, await WireConnection.ConnectAsync(port, cancellationToken));
        session._wire.Start(session);
        session.Send(StreamStart);
        session.Send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
        await session._entered.Task.WaitAsync(cancellationToken);
        return session;
    }

    public ValueTask PostAsync(int conversation, ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_acks.Post(text, (number, text) => Post(number, text.Span)).WaitAsync(cancellationToken));

    public int Read(ReadOnlySpan<byte> bytes)
    {
        int read = 0;
        while (XmppStanza.LengthOf(bytes[read..]) is var length and > 0)
        {
            OnStanza(bytes.Slice(read, length));
            read += length;
        }

        return read;
    }

    public void OnLost(Exception reason)
    {
        _entered.TrySetException(reason);
        _acks.FailAll(reason);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private void OnStanza(ReadOnlySpan<byte> stanza)
    {
        if (stanza.StartsWith("<message "u8))
        {
            OnMessage(stanza);
        }
        else if (stanza.StartsWith("<success "u8))
        {
            Send(StreamStart);
            Send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        }
        else if (stanza.StartsWith("<iq "u8) && stanza.IndexOf("<jid>"u8) >= 0)
        {
            Send($"<presence to='{_room}/{_nick}'><x xmlns='http://jabber.org/protocol/muc'>" +
                "<history maxstanzas='0'/></x></presence>");
        }
        else if (stanza.IndexOf("type='error'"u8) >= 0 || stanza.StartsWith("<failure"u8) ||
            stanza.StartsWith("<stream:error"u8))
        {
            throw new PeerException(Encoding.UTF8.GetString(stanza));
        }
    }

    private void OnMessage(ReadOnlySpan<byte> stanza)
    {
        ReadOnlySpan<byte> start = stanza[..(stanza.IndexOf((byte)'>') + 1)];
        if (start.IndexOf("type='error'"u8) >= 0)
        {
            _acks.Refuse(NumberOf(start), Encoding.UTF8.GetString(stanza));
            return;
        }

        int body = stanza.IndexOf("<body>"u8);
        if (body < 0)
        {
            // The subject, even an empty one, ends the entering of a room.
            _entered.TrySetResult();
            return;
        }

        ReadOnlySpan<byte> text = stanza[(body + "<body>".Length)..];
        _receiver.OnMessage(_conversation, XmppStanza.Unescaped(text[..text.IndexOf("</body>"u8)], _text));
        if (start.IndexOf(_own) >= 0)
        {
            _acks.Complete(NumberOf(start));
        }
    }

    private static long NumberOf(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> id = start[(start.IndexOf(" id='"u8) + " id='".Length)..];
        return long.Parse(id[..id.IndexOf((byte)'\'')], CultureInfo.InvariantCulture);
    }

    // Called under the lock of the acks.
    private void Post(long number, ReadOnlySpan<byte> text)
    {
        _outgoing.ResetWrittenCount();
        _outgoing.Write(_messageStart);
        Span<byte> id = stackalloc byte[20];
        number.TryFormat(id, out int length, default, CultureInfo.InvariantCulture);
        _outgoing.Write(id[..length]);
        _outgoing.Write("'><body>"u8);
        XmppStanza.Escape(text, _outgoing);
        _outgoing.Write("</body></message>"u8);
        _wire.Send(_outgoing.WrittenSpan);
    }

    private void Send(string xml) => _wire.Send(Encoding.UTF8.GetBytes(xml));
}
