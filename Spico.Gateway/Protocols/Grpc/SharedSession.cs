using Spico.Gateway.Sessions;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>A session that calls with one token and device borrow. It is disposed of by the last of them.</summary>
internal sealed class SharedSession(Task<SessionOpening> opening, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _watchReplaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _borrowers;
    private bool _isDisposed;
    private bool _isRetired;
    private bool _isWatched;
    private long _usedAt = time.GetTimestamp();

    public Task<SessionOpening> Opening => opening;

    /// <summary>Completes when another Watch takes the place of this session's.</summary>
    public Task WatchReplaced => _watchReplaced.Task;

    public bool IsWatched
    {
        get
        {
            lock (_lock)
            {
                return _isWatched;
            }
        }
    }

    /// <summary>False when the session has ended or may take no more calls.</summary>
    public bool TryBorrow()
    {
        lock (_lock)
        {
            if (_isRetired || !Opening.IsCompletedSuccessfully || Opening.Result.Session is not { } session
                || session.Ended.IsCompleted)
            {
                return false;
            }

            _borrowers++;
            return true;
        }
    }

    public ValueTask ReturnAsync()
    {
        lock (_lock)
        {
            _borrowers--;
            _usedAt = time.GetTimestamp();
        }

        return DisposeIfUnusedAsync();
    }

    /// <summary>No more calls; those under way finish.</summary>
    public ValueTask RetireAsync()
    {
        lock (_lock)
        {
            _isRetired = true;
        }

        return DisposeIfUnusedAsync();
    }

    /// <summary>The pushes of a session have one reader: true for the first to ask.</summary>
    public bool TryWatch()
    {
        lock (_lock)
        {
            bool isFirst = !_isWatched;
            _isWatched = true;
            return isFirst;
        }
    }

    public void ReplaceWatch() => _watchReplaced.TrySetResult();

    /// <summary>Whether nobody has used the session for so long, or nobody can.</summary>
    public bool IsIdle(TimeSpan idle)
    {
        lock (_lock)
        {
            if (!Opening.IsCompleted || _borrowers > 0)
            {
                return false;
            }

            return !Opening.IsCompletedSuccessfully || Opening.Result.Session is not { } session
                || session.Ended.IsCompleted || time.GetElapsedTime(_usedAt) >= idle;
        }
    }

    private ValueTask DisposeIfUnusedAsync()
    {
        lock (_lock)
        {
            if (_isDisposed || !_isRetired || _borrowers > 0 || !Opening.IsCompletedSuccessfully)
            {
                return ValueTask.CompletedTask;
            }

            _isDisposed = true;
            return Opening.Result.Session?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }
}
