using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>
/// The sessions of the gRPC door. Unary calls carry no connection of their own, so those with one token and device
/// share a session, which ends when it has been idle. Their number is bounded by the gate.
/// </summary>
internal sealed class SharedSessions(ISessionGate gate, TimeProvider time, IOptions<GrpcDoorOptions> options)
    : BackgroundService
{
    private const int BorrowingsMax = 3;
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, SharedSession> _sessions = [];

    /// <summary>
    /// Borrows the session of a key, opened when there is none; or says why there is none. The caller returns what it
    /// borrowed.
    /// </summary>
    public async Task<(SharedSession? Shared, SessionOpening Opening)> BorrowAsync(
        SessionKey key, SessionRequest request, CancellationToken cancellationToken)
    {
        for (int i = 0; i < BorrowingsMax; i++)
        {
            SharedSession shared = GetOrOpen(key, request);
            SessionOpening opening;
            try
            {
                opening = await shared.Opening.WaitAsync(cancellationToken);
            }
            catch (Exception) when (shared.Opening.IsFaulted)
            {
                Remove(key, shared);
                throw;
            }

            if (opening.Session is null)
            {
                Remove(key, shared);
                return (null, opening);
            }

            if (shared.TryBorrow())
            {
                return (shared, opening);
            }

            Remove(key, shared);
            await shared.RetireAsync();
        }

        return (null, SessionOpening.Refused(CloseCode.GoingAway, "The session ended as soon as it was opened."));
    }

    /// <summary>
    /// Borrows as above for a Watch, which reads the pushes of its session alone. A Watch that is there already ends,
    /// with its session: the newer one is more likely to have its client at the other end.
    /// </summary>
    public async Task<(SharedSession? Shared, SessionOpening Opening)> WatchAsync(
        SessionKey key, SessionRequest request, CancellationToken cancellationToken)
    {
        for (int i = 0; i < BorrowingsMax; i++)
        {
            (SharedSession? shared, SessionOpening opening) = await BorrowAsync(key, request, cancellationToken);
            if (shared is null || shared.TryWatch())
            {
                return (shared, opening);
            }

            Remove(key, shared);
            shared.ReplaceWatch();
            await shared.RetireAsync();
            await shared.ReturnAsync();
        }

        return (null, SessionOpening.Refused(CloseCode.Overloaded, "Too many calls watch at once.", 1_000));
    }

    /// <summary>No new call borrows the session; it ends with the last that did.</summary>
    public ValueTask EndAsync(SessionKey key, SharedSession shared)
    {
        Remove(key, shared);
        return shared.RetireAsync();
    }

    /// <summary>Calls with the renewed token find the session from now on, those with the old one do not.</summary>
    public async ValueTask RenewAsync(SessionKey from, SessionKey to, SharedSession shared)
    {
        SharedSession? before;
        lock (_lock)
        {
            if (from == to || !_sessions.TryGetValue(from, out SharedSession? current) || current != shared)
            {
                return;
            }

            _sessions.Remove(from);
            _sessions.TryGetValue(to, out before);
            _sessions[to] = shared;
        }

        if (before is not null)
        {
            before.ReplaceWatch();
            await before.RetireAsync();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RetireAsync(_ => true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SessionIdle / 10, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RetireAsync(shared => shared.IsIdle(options.Value.SessionIdle));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private SharedSession GetOrOpen(SessionKey key, SessionRequest request)
    {
        TaskCompletionSource<SessionOpening> opening;
        SharedSession? shared;
        lock (_lock)
        {
            if (_sessions.TryGetValue(key, out shared))
            {
                return shared;
            }

            opening = new TaskCompletionSource<SessionOpening>(TaskCreationOptions.RunContinuationsAsynchronously);
            shared = new SharedSession(opening.Task, time);
            _sessions.Add(key, shared);
        }

        // Outside the lock, and not cancelled with the call that happened to be the first. What comes of it, failure
        // included, is the entry's opening.
        _ = OpenAsync(opening, request);
        return shared;
    }

    private async Task OpenAsync(TaskCompletionSource<SessionOpening> opening, SessionRequest request)
    {
        try
        {
            opening.SetResult(await gate.OpenAsync(request, CancellationToken.None));
        }
        catch (Exception exception)
        {
            opening.SetException(exception);
        }
    }

    private void Remove(SessionKey key, SharedSession shared)
    {
        lock (_lock)
        {
            if (_sessions.TryGetValue(key, out SharedSession? current) && current == shared)
            {
                _sessions.Remove(key);
            }
        }
    }

    private async Task RetireAsync(Func<SharedSession, bool> isOver)
    {
        List<KeyValuePair<SessionKey, SharedSession>> over;
        lock (_lock)
        {
            over = [.. _sessions.Where(session => isOver(session.Value))];
        }

        foreach ((SessionKey key, SharedSession shared) in over)
        {
            await EndAsync(key, shared);
        }
    }
}
