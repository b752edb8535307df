using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>One Watch: writes what its session is told.</summary>
internal sealed class GrpcWatch(
    ISession session,
    IServerStreamWriter<SharedPush> output,
    ServerCallContext call,
    GrpcDoorOptions options,
    TimeProvider time)
{
    private static readonly WriteOptions MoreFollows = new(WriteFlags.BufferHint);
    private readonly ChannelReader<SharedPush> _pushes = session.Pushes;

    /// <summary>Runs until the call is cancelled, another Watch takes over, or the session ends.</summary>
    public async Task RunAsync(WatchRequest request, Task replaced)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        using var finishing = new CancellationTokenSource();
        Task guards = Task.WhenAll(
            ResetWhenStuckAsync(replaced, finishing.Token), EndWhenReplacedAsync(replaced, ending, finishing.Token));
        try
        {
            await WriteAsync(new Push { Watching = Greeting(session.Welcome) });
            foreach (OpenStreamRequest open in request.Open)
            {
                await OpenAsync(open, ending.Token);
                await WritePushesAsync();
            }

            while (await _pushes.WaitToReadAsync(ending.Token))
            {
                await WritePushesAsync();
            }

            throw GrpcStatuses.ToException(await session.Ended);
        }
        catch (OperationCanceledException) when (replaced.IsCompleted)
        {
            throw GrpcStatuses.ToException(new Error
            {
                Code = ErrorCode.WrongState,
                Message = "A newer Watch with the same token and x-spico-device took over.",
            });
        }
        catch (Exception exception) when (exception is not RpcException && session.Ended.IsCompleted)
        {
            // The write that the reset below interrupted.
            throw GrpcStatuses.ToException(await session.Ended);
        }
        finally
        {
            await finishing.CancelAsync();
            await guards;
        }
    }

    /// <summary>
    /// Opens a stream and tells the outcome before the first of its pushes, which nobody reads until then. A stream
    /// that is not accessible does not keep the others from being watched.
    /// </summary>
    private async Task OpenAsync(OpenStreamRequest open, CancellationToken cancellationToken)
    {
        while (true)
        {
            Reply reply = await session.SendAsync(new Command { OpenStream = open }, cancellationToken);
            if (reply.BodyCase == Reply.BodyOneofCase.OpenStream)
            {
                await WriteAsync(new Push { Opened = reply.OpenStream });
                return;
            }

            Error error = reply.Error;
            if (error.Code is ErrorCode.NotAccessible or ErrorCode.Erased)
            {
                var ended = new StreamEnded { Stream = open.Stream, Reason = StreamEndReason.AccessEnded };
                await WriteAsync(new Push { StreamEnded = ended });
                return;
            }

            if (error.Code != ErrorCode.RateLimited)
            {
                throw GrpcStatuses.ToException(error);
            }

            // Many streams in one request are one intention of the client: they are opened at the pace allowed.
            var delay = TimeSpan.FromMilliseconds(Math.Clamp(error.RetryAfterMs, 50, 5_000));
            await Task.Delay(delay, time, cancellationToken);
            await WritePushesAsync();
        }
    }

    /// <summary>Writes what there is to read now, with one flush a batch.</summary>
    private async Task WritePushesAsync()
    {
        if (!_pushes.TryRead(out SharedPush? push))
        {
            return;
        }

        for (int i = 1; push is not null; i++)
        {
            bool hasNext = _pushes.TryRead(out SharedPush? next);
            output.WriteOptions = hasNext && i % options.PushesPerFlushMax != 0 ? MoreFollows : WriteOptions.Default;
            await output.WriteAsync(push);
            push = next;
        }
    }

    private Task WriteAsync(Push push)
    {
        output.WriteOptions = WriteOptions.Default;
        return output.WriteAsync(new SharedPush(new Frame { Push = push }.ToByteArray()));
    }

    /// <summary>
    /// A client that does not read keeps a write waiting, and could keep its ended session for ever.
    /// </summary>
    private async Task ResetWhenStuckAsync(Task replaced, CancellationToken finished)
    {
        try
        {
            await Task.WhenAny(session.Ended, replaced).WaitAsync(finished);
            await Task.Delay(options.WatchEndingMax, time, finished);
            call.GetHttpContext().Abort();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task EndWhenReplacedAsync(
        Task replaced, CancellationTokenSource ending, CancellationToken finished)
    {
        try
        {
            await replaced.WaitAsync(finished);
            await ending.CancelAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static Watching Greeting(Welcome welcome) => new()
    {
        Session = welcome.Session,
        Person = welcome.Person,
        Inbox = welcome.Inbox,
        Epoch = welcome.Epoch,
        ExpiresAt = welcome.ExpiresAt,
        ActedBy = welcome.ActedBy,
    };
}
