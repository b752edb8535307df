using System.Text;
using Spico.Checker;
using Spico.Client;
using Spico.Load.Sessions;
using Spico.Peers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Subjects;

/// <summary>
/// A member's client of the public SDK. What it sends and gets is also written into the history. A member who comes
/// back resumes where they stopped.
/// </summary>
internal sealed class SpicoSession(SpicoClientOptions options, LoadConversation conversation, HistoryWriter writer)
    : IPeerSession, IPushHandler
{
    private const int MessageField = 7;
    private const int TextField = 1;

    private readonly Google.Protobuf.ByteString _conversation = conversation.Id.ToByteString();
    private IPeerReceiver? _receiver;
    private SpicoClient? _client;
    private OpenStream? _stream;
    private StreamPosition? _position;
    private int _number;

    /// <summary>Signs in and opens the conversation: from its beginning, or where the member stopped.</summary>
    public async Task ConnectAsync(int number, IPeerReceiver receiver, CancellationToken cancellationToken)
    {
        _number = number;
        _receiver = receiver;
        _client = await SpicoClient.ConnectAsync(Handled(), cancellationToken);
        _client.StreamOpened += OnOpened;
        StreamPosition after = _position ?? new StreamPosition(_client.Welcome.Epoch, 0);
        writer.ResumeInvoke(conversation.Id, after);
        _stream = await _client.OpenAsync(conversation.Id, after, cancellationToken);
    }

    public async ValueTask PostAsync(int number, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var command = new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = _conversation,
                Text = Encoding.ASCII.GetString(text.Span),
            },
        };
        long send = writer.SendInvoke(conversation.Id, BodyHash.Of(text.Span));
        Reply reply = await _client!.SendAsync(command, cancellationToken);
        if (reply.PostMessage is { } accepted)
        {
            writer.SendOk(conversation.Id, send, StreamPosition.From(accepted.Position));
            return;
        }

        // What may pass later, and was not waited for, may have been stored all the same.
        if (reply.Error.Retryable)
        {
            writer.SendUnknown(conversation.Id, send);
        }
        else
        {
            writer.SendFail(conversation.Id, send);
        }

        throw new SpicoException(reply.Error);
    }

    public void OnFact(OpenStream stream, in RawFact fact)
    {
        bool isMessage = fact.BodyField == MessageField;
        ReadOnlySpan<byte> text = default;
        if (isMessage && !fact.TryReadBodyField(TextField, out text))
        {
            text = default;
        }

        ulong hash = isMessage ? BodyHash.Of(text) : 0;
        writer.Deliver(stream.Id, stream.Position.Epoch, fact.Seq, fact.Author, hash);
        if (isMessage)
        {
            _receiver!.OnMessage(_number, text);
        }
    }

    public void OnResync(OpenStream stream)
    {
        // Written down when the stream is opened, which follows at once.
    }

    /// <summary>Ends the connection, and remembers the position.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is { } client)
        {
            await client.DisposeAsync();
            _position = _stream?.Position ?? _position;
            writer.StreamEnd(conversation.Id);
        }
    }

    private SpicoClientOptions Handled() => new()
    {
        Door = options.Door,
        Codec = options.Codec,
        Endpoint = options.Endpoint,
        Credential = options.Credential,
        Client = options.Client,
        ConnectTimeout = options.ConnectTimeout,
        ConnectDeadline = options.ConnectDeadline,
        CommandDeadline = options.CommandDeadline,
        PushHandler = this,
    };

    private void OnOpened(OpenStream stream, StreamPosition after)
    {
        if (stream.Opening.Resync)
        {
            writer.Resync(stream.Id, after);
        }
        else
        {
            writer.ResumeOk(stream.Id, after, (long)stream.Opening.Head.Seq);
        }
    }
}
