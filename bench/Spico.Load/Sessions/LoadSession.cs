using System.Diagnostics;
using Spico.Checker;
using Spico.Client;
using Spico.Load.Targets;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Sessions;

/// <summary>
/// One person's client in a run: everything it sends and gets is written into the history, with the time. Facts are
/// taken undecoded, so that the driver costs less than the server.
/// </summary>
internal sealed class LoadSession : IPushHandler, IAsyncDisposable
{
    private const int MessageField = 7;
    private const int TextField = 1;

    private readonly HistoryWriter _writer;
    private readonly Arrivals _arrivals;
    private readonly List<OpenStream> _streams = [];
    private SpicoClient? _client;
    private int _reconnects;

    private LoadSession(LoadPerson person, HistoryWriter writer, Arrivals arrivals)
    {
        Person = person;
        _writer = writer;
        _arrivals = arrivals;
    }

    public LoadPerson Person { get; }

    public SpicoClient Client => _client!;

    /// <summary>How often the connection was lost and made again.</summary>
    public int Reconnects => Volatile.Read(ref _reconnects);

    public static async Task<LoadSession> ConnectAsync(
        LoadTarget target,
        LoadPerson person,
        History history,
        Arrivals arrivals,
        CancellationToken cancellationToken)
    {
        var session = new LoadSession(person, history.AddClient(person.Name, person.Id), arrivals);
        session._client = await SpicoClient.ConnectAsync(
            target.OptionsFor(person.Id, person.Name, session), cancellationToken);
        session._client.StreamOpened += session.OnOpened;
        session._client.StateChanged += change =>
        {
            if (change.State == ClientState.Reconnecting)
            {
                Interlocked.Increment(ref session._reconnects);
            }
        };
        return session;
    }

    /// <summary>Opens a conversation from its beginning.</summary>
    public async Task OpenAsync(LoadConversation conversation, CancellationToken cancellationToken)
    {
        var beginning = new StreamPosition(Client.Welcome.Epoch, 0);
        _writer.ResumeInvoke(conversation.Id, beginning);
        _streams.Add(await Client.OpenAsync(conversation.Id, beginning, cancellationToken));
    }

    /// <summary>Posts a message and writes down what became of it. True when it was accepted.</summary>
    public async Task<bool> PostAsync(LoadConversation conversation, string text, CancellationToken cancellationToken)
    {
        var command = new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = conversation.Id.ToByteString(),
                Text = text,
            },
        };
        long begun = Stopwatch.GetTimestamp();
        long send = _writer.SendInvoke(conversation.Id, BodyHash.Of(text));
        Reply reply = await Client.SendAsync(command, cancellationToken);
        if (reply.PostMessage is { } accepted)
        {
            var position = StreamPosition.From(accepted.Position);
            _writer.SendOk(conversation.Id, send, position);
            _arrivals.OnAccepted(conversation.Id, position.Seq, begun);
            return true;
        }

        // What may pass later, and was not waited for, may have been stored all the same.
        if (reply.Error.Retryable)
        {
            _writer.SendUnknown(conversation.Id, send);
        }
        else
        {
            _writer.SendFail(conversation.Id, send);
        }

        _arrivals.OnRefused(reply.Error);
        return false;
    }

    public void OnFact(OpenStream stream, in RawFact fact)
    {
        ulong hash = fact.BodyField == MessageField && fact.TryReadBodyField(TextField, out ReadOnlySpan<byte> text)
            ? BodyHash.Of(text)
            : 0;
        _writer.Deliver(stream.Id, stream.Position.Epoch, fact.Seq, fact.Author, hash);
        _arrivals.OnArrived(stream.Id, fact.Seq, isMessage: hash != 0);
    }

    public void OnResync(OpenStream stream)
    {
        // Written down when the stream is opened, which follows at once.
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }
    }

    private void OnOpened(OpenStream stream, StreamPosition after)
    {
        if (stream.Opening.Resync)
        {
            _writer.Resync(stream.Id, after);
        }
        else
        {
            _writer.ResumeOk(stream.Id, after, (long)stream.Opening.Head.Seq);
        }
    }
}
