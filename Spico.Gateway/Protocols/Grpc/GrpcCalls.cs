using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>What the methods of the contract do, whichever they are.</summary>
internal sealed partial class GrpcCalls(
    ISessionGate gate,
    SharedSessions sessions,
    IOptions<GrpcDoorOptions> options,
    TimeProvider time,
    ILogger<GrpcCalls> logger)
{
    /// <summary>A unary method that is a command.</summary>
    public Task<IMessage> SendAsync(GrpcMethod method, IMessage request, ServerCallContext call) =>
        GuardAsync(call, async cancellationToken =>
        {
            (SessionKey key, SharedSession shared, ISession session) =
                await BorrowAsync(call, watch: false, cancellationToken);
            try
            {
                Command command = method.ToCommand(request);
                if (command.BodyCase == Command.BodyOneofCase.OpenStream && !shared.IsWatched)
                {
                    throw GrpcStatuses.ToException(new Error
                    {
                        Code = ErrorCode.WrongState,
                        Message = "Pushes need a reader: call StreamService.Watch first, with the same token and"
                            + " x-spico-device.",
                        CorrelationId = CorrelationIdOf(call),
                    });
                }

                Reply reply = await session.SendAsync(command, cancellationToken);
                if (reply.BodyCase == Reply.BodyOneofCase.Error)
                {
                    // A session that ended just now refuses everything: why it ended says more.
                    throw reply.Error.Code == ErrorCode.Unauthenticated && session.Ended.IsCompleted
                        ? GrpcStatuses.ToException(await session.Ended)
                        : GrpcStatuses.ToException(reply.Error);
                }

                if (command.BodyCase == Command.BodyOneofCase.RenewSession)
                {
                    var renewed = SessionKey.Of(command.RenewSession.AccessToken, key.Device, key.OnBehalfOf);
                    await sessions.RenewAsync(key, renewed, shared);
                }

                return method.ToResponse(reply);
            }
            finally
            {
                await shared.ReturnAsync();
            }
        });

    /// <summary>The one method that needs no token. The session it opens to check the login ends at once.</summary>
    public Task<IMessage> SignInAsync(SignInRequest request, ServerCallContext call) =>
        GuardAsync(call, async cancellationToken =>
        {
            SessionOpening opening =
                await gate.OpenAsync(GrpcCredentials.SignIn(call, request), cancellationToken);
            if (opening.Session is not { } session)
            {
                throw GrpcStatuses.ToException(opening.Refusal!);
            }

            await using (session)
            {
                Welcome welcome = session.Welcome;
                return new SignInResponse
                {
                    AccessToken = welcome.AccessToken,
                    ExpiresAt = welcome.ExpiresAt,
                    Person = welcome.Person,
                    Name = welcome.Name,
                };
            }
        });

    /// <summary>The pushes of a session, until the call or the session ends; the other is ended then.</summary>
    public async Task WatchAsync(WatchRequest request, IServerStreamWriter<SharedPush> pushes, ServerCallContext call)
    {
        SessionKey key = default;
        SharedSession? shared = null;
        try
        {
            ISession session;
            using (var opening = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken))
            {
                opening.CancelAfter(options.Value.CallDeadline);
                (key, shared, session) = await BorrowAsync(call, watch: true, opening.Token);
            }

            var watch = new GrpcWatch(session, pushes, call, options.Value, time);
            await watch.RunAsync(request, shared.WatchReplaced);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, call);
        }
        finally
        {
            if (shared is not null)
            {
                await sessions.EndAsync(key, shared);
                await shared.ReturnAsync();
            }
        }
    }

    private async Task<(SessionKey Key, SharedSession Shared, ISession Session)> BorrowAsync(
        ServerCallContext call, bool watch, CancellationToken cancellationToken)
    {
        if (!GrpcCredentials.TryRead(call, options.Value.TokenLengthMax, out SessionRequest request, out Error? error))
        {
            error!.CorrelationId = CorrelationIdOf(call);
            throw GrpcStatuses.ToException(error);
        }

        var key = SessionKey.Of(request.Hello.AccessToken, request.Hello.Device, request.Hello.OnBehalfOf);
        (SharedSession? shared, SessionOpening opening) = watch
            ? await sessions.WatchAsync(key, request, cancellationToken)
            : await sessions.BorrowAsync(key, request, cancellationToken);
        return shared is null
            ? throw GrpcStatuses.ToException(opening.Refusal!)
            : (key, shared, opening.Session!);
    }

    private async Task<IMessage> GuardAsync(
        ServerCallContext call, Func<CancellationToken, Task<IMessage>> answer)
    {
        using var deadline = new CancellationTokenSource(options.Value.CallDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, deadline.Token);
        try
        {
            return await answer(either.Token);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, call);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext call)
    {
        // Writing to a call that its client has left fails in more ways than one.
        if (call.CancellationToken.IsCancellationRequested
            && exception is (OperationCanceledException or IOException or InvalidOperationException))
        {
            return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }

        var error = new Error { CorrelationId = CorrelationIdOf(call), Retryable = true };
        if (exception is OperationCanceledException)
        {
            error.Code = ErrorCode.Deadline;
            error.Message = "No answer in time: the outcome is not known, and the same request id may be sent again.";
            error.Limit = (ulong)options.Value.CallDeadline.TotalMilliseconds;
        }
        else
        {
            Log.Failed(logger, exception, call.Method, error.CorrelationId);
            error.Code = ErrorCode.Internal;
            error.Message = "A defect of the server.";
        }

        return GrpcStatuses.ToException(error);
    }

    private static string CorrelationIdOf(ServerCallContext call) => call.GetHttpContext().TraceIdentifier;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} failed, correlation {CorrelationId}")]
        public static partial void Failed(ILogger logger, Exception exception, string method, string correlationId);
    }
}
