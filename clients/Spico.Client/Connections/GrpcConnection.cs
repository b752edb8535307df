using Grpc.Core;
using Grpc.Net.Client;
using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>A session over gRPC: one Watch for the pushes, a unary call for each command.</summary>
internal sealed class GrpcConnection : IConnection
{
    // Watching tells no limits: this is the server's default.
    private const int CommandsInFlight = 32;

    // Shared by all clients of the process, so that a thousand of them need a few connections only. HTTP/2 pings
    // find a server that is gone.
    private static readonly SocketsHttpHandler Handler = new()
    {
        UseProxy = false,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(15),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
    };

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Goodbye?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly SpicoClientOptions _options;
    private readonly IConnectionSink _sink;
    private readonly string _device;
    private AsyncServerStreamingCall<byte[]>? _watch;
    private Task _watchLoop = Task.CompletedTask;
    private readonly TaskCompletionSource _callsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Metadata _metadata = [];

    // One for the connection itself, given back when it is disposed of.
    private int _calls = 1;

    private GrpcConnection(SpicoClientOptions options, IConnectionSink sink, string device)
    {
        _options = options;
        _sink = sink;
        _device = device;
        _channel = GrpcChannel.ForAddress(
            Address(options.Endpoint),
            new GrpcChannelOptions
            {
                HttpHandler = Handler,
                DisposeHttpClient = false,
                MaxReceiveMessageSize = options.FrameBytesMax,
            });
        _invoker = _channel.CreateCallInvoker();
    }

    public Welcome Welcome { get; private set; } = new();

    public Task<Goodbye?> Ended => _ended.Task;

    /// <summary>Signs in and starts the Watch. Throws <see cref="RefusedException"/> when the server refuses.</summary>
    /// <param name="device">Tells this client's session from others with the same token.</param>
    public static async Task<GrpcConnection> OpenAsync(
        SpicoClientOptions options,
        Credential credential,
        string device,
        IConnectionSink sink,
        CancellationToken cancellationToken)
    {
        var connection = new GrpcConnection(options, sink, device);
        try
        {
            await connection.SignInAsync(credential, cancellationToken);
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            throw exception is RpcException refused && GrpcStatusDetails.GoodbyeOf(refused) is { } goodbye
                ? new RefusedException(goodbye)
                : exception;
        }
    }

    public void Start() => _watchLoop = WatchAsync();

    public void Send(uint id, Command command)
    {
        Interlocked.Increment(ref _calls);
        _ = CallAsync(id, command); // Owned: disposing waits for the count.
    }

    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult(null);
        await _stopping.CancelAsync();
        _watch?.Dispose();
        await _watchLoop;
        EndCall();
        await _callsOver.Task;
        _channel.Dispose();
        _stopping.Dispose();
    }

    private async Task SignInAsync(Credential credential, CancellationToken cancellationToken)
    {
        Welcome welcome = new();
        string token = credential.AccessToken ?? "";
        if (credential.SignIn is { } login)
        {
            var accounts = new AccountService.AccountServiceClient(_invoker);
            SignInResponse signedIn = await accounts.SignInAsync(login, cancellationToken: cancellationToken);
            token = signedIn.AccessToken;
            welcome.AccessToken = token;
            welcome.Name = signedIn.Name;
        }

        _metadata = MetadataFor(token);

        // The Watch outlives the attempt to connect: only the wait for its first push ends with that.
        _watch = _invoker.AsyncServerStreamingCall(
            GrpcBinding.Watch,
            null,
            new CallOptions(_metadata, cancellationToken: _stopping.Token),
            new WatchRequest());
        if (!await _watch.ResponseStream.MoveNext(cancellationToken))
        {
            throw new IOException("The watch ended before it began.");
        }

        Watching watching = Push.Parser.ParseFrom(_watch.ResponseStream.Current).Watching
            ?? throw new InvalidDataException("The first push of a watch is not watching.");
        welcome.Session = watching.Session;
        welcome.Person = watching.Person;
        welcome.Inbox = watching.Inbox;
        welcome.Epoch = watching.Epoch;
        welcome.ExpiresAt = watching.ExpiresAt;
        welcome.ActedBy = watching.ActedBy;
        welcome.Limits = new Limits { CommandsInFlight = CommandsInFlight };
        Welcome = welcome;
    }

    private async Task WatchAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Goodbye? goodbye = null;
        try
        {
            while (await _watch!.ResponseStream.MoveNext(_stopping.Token))
            {
                _sink.OnPush(_watch.ResponseStream.Current);
            }
        }
        catch (RpcException exception)
        {
            goodbye = GrpcStatusDetails.GoodbyeOf(exception);
        }
        catch (Exception)
        {
            // A lost connection, or a handler of the application that throws: the client comes back.
        }

        _ended.TrySetResult(goodbye);
    }

    private async Task CallAsync(uint id, Command command)
    {
        // Off the caller's stack: it holds locks.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            Reply reply = await ReplyToAsync(command);
            if (!_ended.Task.IsCompleted)
            {
                _sink.OnReply(id, reply);
            }
        }
        catch (Exception exception) when (Connector.IsConnectionLoss(exception))
        {
            // The connection is being closed: the command goes with the next.
        }
        finally
        {
            EndCall();
        }
    }

    private void EndCall()
    {
        if (Interlocked.Decrement(ref _calls) == 0)
        {
            _callsOver.TrySetResult();
        }
    }

    private async Task<Reply> ReplyToAsync(Command command)
    {
        try
        {
            using AsyncUnaryCall<Reply> call = _invoker.AsyncUnaryCall(
                GrpcBinding.MethodOf(command),
                null,
                new CallOptions(_metadata, cancellationToken: _stopping.Token),
                command);
            Reply reply = await call.ResponseAsync;
            if (command.BodyCase == Command.BodyOneofCase.RenewSession)
            {
                _metadata = MetadataFor(command.RenewSession.AccessToken);
            }

            return reply;
        }
        catch (RpcException exception) when (!_stopping.IsCancellationRequested)
        {
            Error error = GrpcStatusDetails.ErrorOf(exception);
            if (command.BodyCase == Command.BodyOneofCase.OpenStream && error.Code == ErrorCode.WrongState)
            {
                // The watch has just ended and its session with it: the stream opens with the next.
                error.Retryable = true;
            }

            return new Reply { Error = error };
        }
    }

    private Metadata MetadataFor(string token) => new()
    {
        { "authorization", $"Bearer {token}" },
        { "x-spico-device", _device },
        { "user-agent", _options.Client },
        { "x-spico-on-behalf-of", _options.OnBehalfOf?.ToString() ?? "" },
    };

    private static Uri Address(Uri endpoint) => new UriBuilder(endpoint)
    {
        Scheme = endpoint.Scheme is "https" or "grpcs" ? "https" : "http",
        Port = endpoint.Port < 0 ? 7402 : endpoint.Port,
    }.Uri;
}
