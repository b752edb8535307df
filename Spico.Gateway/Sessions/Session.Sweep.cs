using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <content>What time does to a session.</content>
internal sealed partial class Session
{
    /// <summary>
    /// Ends the session when its token has, answers commands whose time is up, and asks again those without an answer.
    /// </summary>
    public void Sweep()
    {
        if (_services.Time.GetUtcNow() >= ExpiresAt)
        {
            End(CloseCode.TokenExpired, "The access token has ended.");
        }

        while (FindOverdue() is { } overdue)
        {
            Answer(overdue, Refusal.Deadline());
        }

        if (_inFlight is not null)
        {
            AskAgain();
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

    // A call to a silo that died is answered by nobody, and ends at its deadline; asked again, it finds who has taken
    // over. Only what is carried out once however often it is asked.
    private void AskAgain()
    {
        foreach (IGrouping<StreamId?, PendingCommand> lane in TakeSilent().GroupBy(pending => pending.Stream))
        {
            _ = AskAgainAsync([.. lane]);
        }
    }

    /// <summary>Those that nobody has answered for long, the oldest first.</summary>
    private List<PendingCommand> TakeSilent()
    {
        List<PendingCommand> silent = [];
        lock (_gate)
        {
            for (PendingCommand? pending = _inFlight; pending is not null; pending = pending.Next)
            {
                if (_services.Time.GetElapsedTime(pending.AskedAt) >= _services.Limits.AskAgainAfter
                    && pending.Command.HasRequestId())
                {
                    pending.AskedAt = _services.Time.GetTimestamp();
                    silent.Add(pending);
                }
            }
        }

        silent.Reverse();
        return silent;
    }

    // One after the other, as they came; what fails keeps those behind it for the next time.
    private async Task AskAgainAsync(PendingCommand[] lane)
    {
        foreach (PendingCommand pending in lane)
        {
            try
            {
                Reply reply = await _services.Router.RouteAsync(this, pending);
                if (reply.Error is { Retryable: true })
                {
                    return;
                }

                Answer(pending, reply);
            }
            catch (Exception)
            {
                // The first call has its own end, and is logged there.
                return;
            }
        }
    }
}
