using Google.Protobuf;
using Spico.Client.Connections;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <content>What the server tells on its own, and who hears of it.</content>
public sealed partial class SpicoClient
{
    /// <summary>
    /// Raised when a file of the person is ready or was refused, while the inbox is open. What is missed meanwhile is
    /// told by <see cref="SpicoClientFiles.GetFileAsync"/>.
    /// </summary>
    public event Action<FileView>? FileChanged;

    /// <summary>Raised when a read position or a mark of the person changed, while the inbox is open.</summary>
    public event Action<MarkChanged>? MarkChanged;

    /// <summary>
    /// Raised when a conversation of the person has moved that this client has not open, while the inbox is: its entry
    /// as it stands now. Null when more has changed than is told one by one: list the inbox again.
    /// </summary>
    public event Action<InboxEntry?>? InboxChanged;

    /// <summary>Raised when members of an open conversation have received or read more of it.</summary>
    public event Action<ReceiptsMoved>? ReceiptsMoved;

    /// <summary>Raised when drafts of the person changed, while the inbox is open.</summary>
    public event Action<ConversationDrafts>? DraftsChanged;

    /// <summary>Raised when a synthesis that the person asked for is further, while the inbox is open.</summary>
    public event Action<Synthesis>? SynthesisChanged;

    /// <summary>
    /// Raised when a task on the person's board has changed, while the inbox is open: what it is now is found by
    /// listing it, and what was missed while the connection was down by listing the board again.
    /// </summary>
    public event Action<BoardChanged>? BoardChanged;

    /// <summary>
    /// Raised when the person's dashboard has changed, while the inbox is open: the sections named are to be read
    /// again, all of them when none is.
    /// </summary>
    public event Action<DashboardChanged>? DashboardChanged;

    void IConnectionSink.OnReply(uint id, Reply reply) => _queue.OnReply(id, reply);

    void IConnectionSink.OnPush(ReadOnlySpan<byte> push)
    {
        ReadOnlySpan<byte> rest = push;
        if (WireReader.TryReadField(ref rest, out int kind, out _, out ReadOnlySpan<byte> content) &&
            kind == Push.FactFieldNumber)
        {
            // The stream is the fact's first field: no need to decode the fact to find who wants it.
            ReadOnlySpan<byte> fact = content;
            if (WireReader.TryReadField(ref fact, out int field, out _, out ReadOnlySpan<byte> id) &&
                field == Fact.StreamFieldNumber && id.Length == 16 &&
                _streams.TryGetValue(new Guid(id, bigEndian: true), out OpenStream? stream))
            {
                stream.OnFact(content);
            }

            return;
        }

        ((IConnectionSink)this).OnPush(Push.Parser.ParseFrom(push));
    }

    void IConnectionSink.OnPush(Push push)
    {
        switch (push.KindCase)
        {
            case Push.KindOneofCase.Fact:
                Find(push.Fact.Stream)?.OnFact(push.Fact.ToByteArray());
                break;
            case Push.KindOneofCase.FileChanged:
                FileChanged?.Invoke(push.FileChanged.File);
                break;
            case Push.KindOneofCase.MarkChanged:
                MarkChanged?.Invoke(push.MarkChanged);
                Find(push.MarkChanged.Conversation)?.OnMarkChanged(push.MarkChanged);
                break;
            case Push.KindOneofCase.InboxChanged:
                InboxChanged?.Invoke(push.InboxChanged.Entry);
                break;
            case Push.KindOneofCase.ReceiptsMoved:
                ReceiptsMoved?.Invoke(push.ReceiptsMoved);
                break;
            case Push.KindOneofCase.DraftsChanged:
                DraftsChanged?.Invoke(push.DraftsChanged);
                break;
            case Push.KindOneofCase.SynthesisChanged:
                SynthesisChanged?.Invoke(push.SynthesisChanged.Synthesis);
                break;
            case Push.KindOneofCase.BoardChanged:
                BoardChanged?.Invoke(push.BoardChanged);
                break;
            case Push.KindOneofCase.DashboardChanged:
                DashboardChanged?.Invoke(push.DashboardChanged);
                break;
            case Push.KindOneofCase.Typing:
                Find(push.Typing.Stream)?.OnTyping(push.Typing);
                break;
            case Push.KindOneofCase.Presence:
                Find(push.Presence.Stream)?.OnPresence(push.Presence);
                break;
            case Push.KindOneofCase.StreamEnded when Find(push.StreamEnded.Stream) is { } stream:
                if (stream.OnEnded(push.StreamEnded.Reason))
                {
                    Open(stream);
                }

                break;
        }
    }
}
