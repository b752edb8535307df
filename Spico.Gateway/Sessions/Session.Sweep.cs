using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <content>What time does to a session.</content>
internal sealed partial class Session
{
    /// <summary>
    /// Ends the session when its token has, answers commands whose time is up, and asks again what a lost silo leaves
    /// without an answer.
    /// </summary>
    /// <param name="siloLostAt">When a silo was lost last, as a timestamp; null: never.</param>
    public void Sweep(long? siloLostAt)
    {
        if (_services.Time.GetUtcNow() >= ExpiresAt)
        {
            End(CloseCode.TokenExpired, "The access token has ended.");
        }

        while (FindOverdue() is { } overdue)
        {
            Answer(overdue, Refusal.Deadline());
        }

        // What was asked before the loss is overdue, and answered above, once that is a deadline ago.
        if (_inFlight is not null && siloLostAt is { } lostAt
            && _services.Time.GetElapsedTime(lostAt) is var ago
            && ago >= _services.Limits.AskAgainAfter && ago < _services.Limits.CommandDeadline)
        {
            AskAgain(lostAt);
        }
    }

    private PendingCommand? FindOverdue()
    {
        lock (_gate)
        {
            for (PendingCommand? pending = _inFlight; pending is not null; pending = pending.Next)
            {
                if (_services.Time.GetElapsedTime(pending.StartedAt) >= _services.Limits.CommandDeadline)
                {
                    return pending;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// Asks again what was asked before a silo was lost and has no answer since: it finds who has taken over. Only what
    /// is carried out once however often it is asked, and each once a loss, unless that fails.
    /// </summary>
    private void AskAgain(long lostAt)
    {
        foreach (PendingCommand[] lane in TakeSilent(lostAt))
        {
            _ = AskAgainAsync(lane, lostAt);
        }
    }

    /// <summary>Those that nobody has answered, the oldest first; those of a stream together.</summary>
    private PendingCommand[][] TakeSilent(long lostAt)
    {
        List<PendingCommand> silent = [];
        lock (_gate)
        {
            for (PendingCommand? pending = _inFlight; pending is not null; pending = pending.Next)
            {
                if (pending.AskedAt > 0 && pending.AskedAt <= lostAt && pending.Command.HasRequestId())
                {
                    pending.AskedAt = _services.Time.GetTimestamp();
                    silent.Add(pending);
                }
            }
        }

        silent.Reverse();
        return [.. silent.GroupBy(pending => (object?)pending.Stream ?? pending).Select(lane => lane.ToArray())];
    }

    // One after the other, as they came; one that fails is tried again at the next sweep, with those behind it.
    private async Task AskAgainAsync(PendingCommand[] lane, long lostAt)
    {
        int done = 0;
        try
        {
            for (; done < lane.Length; done++)
            {
                if (lane[done].IsAnswered)
                {
                    continue;
                }

                Reply reply = await _services.Router.RouteAsync(this, lane[done]);
                if (reply.Error is { Retryable: true })
                {
                    break;
                }

                Answer(lane[done], reply);
                LeaveLane(lane[done], hasFailed: false);
            }
        }
        catch (Exception)
        {
            // The first call has an end of its own, and is logged there.
        }

        lock (_gate)
        {
            foreach (PendingCommand pending in lane[done..])
            {
                pending.AskedAt = lostAt;
            }
        }
    }
}
