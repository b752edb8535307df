using System.Collections.Concurrent;
using Google.Protobuf;
using Spico.Client.Connections;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// A session with a Spico server that lasts across connections: when one is lost, the client comes back by itself,
/// sends again what awaits an answer under the same request id, and resumes every open stream where it stopped.
/// Safe to use from many threads. Events are raised on the receiving loop: handlers must not block.
/// </summary>
public sealed partial class SpicoClient : IAsyncDisposable, IConnectionSink
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, OpenStream> _streams = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly CommandQueue _queue;
    private readonly Connector _connector;
    private readonly ITimer _sweep;
    private Task _life = Task.CompletedTask;
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpicoClient(SpicoClientOptions options)
    {
        Options = options;
        _queue = new CommandQueue(options);
        _connector = new Connector(options, this);
        _sweep = options.TimeProvider.CreateTimer(_ => _queue.FailExpired(), null, SweepInterval, SweepInterval);
    }

    /// <summary>Raised after every change of <see cref="State"/>.</summary>
    public event Action<ClientStateChange>? StateChanged;

    /// <summary>
    /// Raised each time the server has opened a stream, before its first fact: the facts after the position follow.
    /// </summary>
    public event Action<OpenStream, StreamPosition>? StreamOpened;

    /// <summary>How the client stands with its server.</summary>
    public ClientState State { get; private set; } = ClientState.Reconnecting;

    /// <summary>What the server told at the latest sign-in: identity, inbox, epoch, limits.</summary>
    public Welcome Welcome { get; private set; } = new();

    /// <summary>The person signed in.</summary>
    public PersonId Person { get; private set; }

    /// <summary>The person's inbox stream.</summary>
    public StreamId Inbox { get; private set; }

    /// <summary>Why the server ended the session for good; null while it has not.</summary>
    public Goodbye? Goodbye { get; private set; }

    internal SpicoClientOptions Options { get; }

    /// <summary>
    /// Connects and signs in, trying again until <see cref="SpicoClientOptions.ConnectDeadline"/>. Throws
    /// <see cref="SpicoException"/> when the server refuses or cannot be reached.
    /// </summary>
    public static async Task<SpicoClient> ConnectAsync(
        SpicoClientOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var client = new SpicoClient(options);
        try
        {
            await client.StartAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Sends a command and awaits its reply; a refusal is a reply too. A command with a request id survives lost
    /// connections: it is sent again with the same id until the deadline; so does a question after work that outlasts
    /// them, a file's transfer or a synthesis. Any other fails as UNAVAILABLE when the connection is lost, or when
    /// there is none. Refusals that may pass are retried. Commands on one stream keep the order of these calls unless
    /// one of them is retried; over gRPC, only when each awaits the one before. Cancelling gives up the answer, not
    /// the command.
    /// </summary>
    public async ValueTask<Reply> SendAsync(Command command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pending = new PendingCommand
        {
            Command = command,
            Deadline = _queue.DeadlineOf(Options.CommandDeadline),
            IsRepeatable = CommandRules.IsRepeatable(command),
            IsRetried = command.BodyCase != Command.BodyOneofCase.SendTyping,
            Answered = reply => answer.TrySetResult(reply),
        };
        _queue.Enqueue(pending);
        if (!cancellationToken.CanBeCanceled)
        {
            return await answer.Task;
        }

        try
        {
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _queue.Forget(pending);
            throw;
        }
    }

    /// <summary>
    /// Opens a stream for live facts: those after <paramref name="after"/> first, or only new ones when it is null.
    /// A stream is open once per client. Throws <see cref="SpicoException"/> when the server refuses it.
    /// </summary>
    public async Task<OpenStream> OpenAsync(
        StreamId stream,
        StreamPosition? after = null,
        CancellationToken cancellationToken = default)
    {
        var opened = new OpenStream(this, stream, after);
        if (!_streams.TryAdd(stream.Value, opened))
        {
            throw new InvalidOperationException("The stream is open already.");
        }

        try
        {
            // Registered first: should the connection be lost meanwhile, the next one opens it.
            Open(opened);
            await opened.Opened.WaitAsync(Options.CommandDeadline, Options.TimeProvider, cancellationToken);
            return opened;
        }
        catch (Exception exception)
        {
            await opened.DisposeAsync();
            throw exception is not TimeoutException
                ? exception
                : new SpicoException(
                    new Error { Code = ErrorCode.Deadline, Message = "No answer in time.", Retryable = true },
                    exception);
        }
    }

    /// <summary>Completes when the client is connected, at once if it is. Throws when it is closed.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _connected).Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync();
        await _life;
        Close(null);
        await _sweep.DisposeAsync();
    }

    /// <summary>
    /// Ends the pushes of a stream whose reader is gone. It is forgotten after the last of them, which the next
    /// opening must not take for one of its own.
    /// </summary>
    internal async ValueTask CloseAsync(OpenStream stream, bool isOpen)
    {
        try
        {
            if (State == ClientState.Connected && stream.EndReason is null)
            {
                Reply reply = await SendAsync(Closing(stream));
                if (isOpen && reply.Error is null)
                {
                    await stream.LastPush.WaitAsync(Options.CommandDeadline, Options.TimeProvider);
                }
            }
        }
        catch (TimeoutException)
        {
            // A server that does not answer: nothing more can be done about it.
        }
        finally
        {
            _streams.TryRemove(new KeyValuePair<Guid, OpenStream>(stream.Id.Value, stream));
        }
    }

    /// <summary>Facts were let go: ends the pushes; after the last of them the stream is opened again.</summary>
    internal void CloseToOpenAgain(OpenStream stream) => _queue.Enqueue(new PendingCommand
    {
        Command = Closing(stream),
        Deadline = long.MaxValue,
        IsRepeatable = false,
        IsRetried = true,
        Answered = static _ => { },
    });

    internal void OnOpened(OpenStream stream, StreamPosition after) => StreamOpened?.Invoke(stream, after);

    private OpenStream? Find(ByteString id) =>
        StreamId.TryFrom(id, out StreamId stream) ? _streams.GetValueOrDefault(stream.Value) : null;

    private void Open(OpenStream stream)
    {
        if (OpeningOf(stream) is { } opening)
        {
            _queue.Enqueue(opening);
        }
    }

    private PendingCommand? OpeningOf(OpenStream stream) => stream.BeginOpening() is not { } request
        ? null
        : new PendingCommand
        {
            Command = new Command { OpenStream = request },
            Deadline = long.MaxValue,
            IsRepeatable = false,
            IsRetried = true,
            Answered = reply =>
            {
                switch (stream.OnOpened(reply))
                {
                    case AfterOpening.Close when stream.TryBeginClosing():
                        CloseToOpenAgain(stream);
                        break;
                    case AfterOpening.OpenAgain:
                        Open(stream);
                        break;
                }
            },
        };

    private static Command Closing(OpenStream stream) =>
        new() { CloseStream = new CloseStreamRequest { Stream = stream.Id.ToByteString() } };

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Options.ConnectDeadline, Options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        (IConnection? connection, Goodbye? goodbye) = await _connector.ConnectAsync(null, isFirst: true, stop.Token);
        cancellationToken.ThrowIfCancellationRequested();
        if (connection is null)
        {
            throw new SpicoException(goodbye.ToError(), _connector.LastFailure);
        }

        Install(connection);
        _life = LiveAsync(connection);
    }

    private async Task LiveAsync(IConnection first)
    {
        IConnection? connection = first;
        Goodbye? goodbye = null;
        while (connection is not null)
        {
            goodbye = await EndOfAsync(connection);
            _queue.Detach();
            await connection.DisposeAsync();
            foreach (OpenStream stream in _streams.Values)
            {
                stream.OnDisconnected();
            }

            connection = null;
            if (!_closing.IsCancellationRequested && !goodbye.IsFinal())
            {
                SetState(ClientState.Reconnecting, goodbye);
                (connection, goodbye) = await _connector.ConnectAsync(goodbye, isFirst: false, _closing.Token);
            }

            if (connection is not null)
            {
                Install(connection);
            }
        }

        Close(goodbye);
    }

    private async Task<Goodbye?> EndOfAsync(IConnection connection)
    {
        try
        {
            return await connection.Ended.WaitAsync(_closing.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Install(IConnection connection)
    {
        Welcome = connection.Welcome;
        Person = PersonId.TryFrom(Welcome.Person, out PersonId person) ? person : default;
        Inbox = StreamId.TryFrom(Welcome.Inbox, out StreamId inbox) ? inbox : default;
        _queue.Attach(connection, _streams.Values.Select(OpeningOf).OfType<PendingCommand>());
        connection.Start();
        SetState(ClientState.Connected, null);
    }

    private void SetState(ClientState state, Goodbye? goodbye)
    {
        if (State == state || State == ClientState.Closed)
        {
            return;
        }

        State = state;
        if (state == ClientState.Connected)
        {
            _connected.TrySetResult();
        }
        else if (_connected.Task.IsCompleted)
        {
            Volatile.Write(ref _connected, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        StateChanged?.Invoke(new ClientStateChange(state, goodbye));
    }

    private void Close(Goodbye? goodbye)
    {
        Goodbye ??= goodbye;
        SetState(ClientState.Closed, goodbye);
        Error reason = goodbye.ToError();
        reason.Retryable = false;
        _connected.TrySetException(new SpicoException(reason));
        _ = _connected.Task.Exception; // Observed: nobody has to wait for it.
        _queue.Close(reason);
        foreach (OpenStream stream in _streams.Values)
        {
            stream.Fail(new SpicoException(reason));
        }
    }
}
