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

        if (_inFlight is not null && siloLostAt is { } lostAt
            && _services.Time.GetElapsedTime(lostAt) >= _services.Limits.AskAgainAfter)
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

    /// <summary>Those that nobody has answered, the oldest first, together with others of their stream.</summary>
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
        return
        [
            .. silent.Where(pending => pending.Stream is not null)
                .GroupBy(pending => pending.Stream).Select(lane => lane.ToArray()),
            .. silent.Where(pending => pending.Stream is null).Select(alone => new[] { alone }),
        ];
    }

    // One after the other, as they came; one that fails is tried again at the next sweep, with those behind it.
    private async Task AskAgainAsync(PendingCommand[] lane, long lostAt)
    {
        int done = 0;
        try
        {
            for (; done < lane.Length; done++)
            {
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
