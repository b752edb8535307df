using Microsoft.Extensions.Logging;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <content>The one way back for every failure, which is also the way in.</content>
internal sealed partial class StreamPipeline<TFold>
{
    /// <summary>
    /// Drops what is in flight, waits for every outcome, reads the stream, answers the requests that are found in it,
    /// and decides the others again in order. Never throws: what fails is refused, and <c>_refusal</c> says why.
    /// </summary>
    private Task ReloadAsync() => _reloading ??= RunReloadAsync();

    private async Task RunReloadAsync()
    {
        // The field must be set before anything here can complete.
        await Task.Yield();
        List<PendingRequest<TFold>> lost = [];
        try
        {
            bool isClaimLost = await CollectAsync(lost);
            StreamTip<TFold> tip = await _loader.LoadAsync(_recent);
            bool isExplained = await AnswerStoredAsync(lost);
            _refusal = tip.Erased;
            isExplained |= lost.Exists(pending => pending.Append!.OnlyWhile.Length > 0);
            if (isClaimLost && !isExplained && IsContested())
            {
                _refusal = Refusal.Unavailable();
                deactivate();
            }

            _tip = tip;
            DecideAgain(lost);
        }
        catch (StoreException failure)
        {
            Log.NotLoaded(services.Logger, failure, stream);
            GiveUp(lost, Refusal.Of(failure.Failure));
        }
        catch (Exception defect)
        {
            Log.Defect(services.Logger, defect, stream);
            GiveUp(lost, Refusal.Internal());
            deactivate();
        }
        finally
        {
            _reloading = null;
            _turns.Admit(services.Options.InFlightMax - _inFlight.Count);
        }
    }

    /// <summary>
    /// Waits for the outcome of everything in flight and keeps, in order, what must be decided again. Returns whether
    /// the claim on the stream was refused.
    /// </summary>
    private async Task<bool> CollectAsync(List<PendingRequest<TFold>> lost)
    {
        AppendOutcome first = AppendOutcome.Durable;
        PendingRequest<TFold>[] inFlight = [.. _inFlight];
        foreach (PendingRequest<TFold> pending in inFlight)
        {
            AppendOutcome outcome = await pending.Append!.Outcome.Task;
            first = first == AppendOutcome.Durable ? outcome : first;
            if (pending.Answer is not null)
            {
                continue;
            }

            switch (outcome)
            {
                case AppendOutcome.Durable:
                    Settle(pending);
                    break;
                case AppendOutcome.Lost or AppendOutcome.Unknown:
                    lost.Add(pending);
                    break;
                default:
                    Refuse(pending, Refusal.Of(outcome));
                    break;
            }
        }

        _inFlight.Clear();
        _last = null;
        _tip = null;
        return first == AppendOutcome.Lost;
    }

    /// <summary>
    /// Answers the requests that are in the log after all. Returns whether one of them was there long before: then it
    /// was that, and no other owner, which cost the stream its claim.
    /// </summary>
    private async Task<bool> AnswerStoredAsync(List<PendingRequest<TFold>> lost)
    {
        bool isExplained = false;
        foreach (PendingRequest<TFold> pending in lost)
        {
            IStreamCommand<TFold> command = pending.Command;
            if (_recent.TryFind(command.Author, command.Request, out RecentRequests.Entry? entry))
            {
                TellAgain(pending, entry.Outcome);
                Refuse(pending, Repeat(command, entry.Hash, entry.Outcome));
            }
            else if (await FindAsync(command) is { } stored)
            {
                isExplained = true;
                Refuse(pending, stored);
            }
        }

        return isExplained;
    }

    // The commit whose outcome was unknown took place: what should have followed it, follows now.
    private void TellAgain(PendingRequest<TFold> pending, in RequestOutcome outcome)
    {
        if (pending.Held is null && pending.Append!.Facts[0].Seq == outcome.Seq)
        {
            services.FanOut.Committed([pending.Append]);
            services.Consequences.Begin(pending.Append.Consequences);
        }
    }

    private bool IsContested()
    {
        long now = services.Time.GetTimestamp();
        bool isContested = _lostAt is { } before
            && services.Time.GetElapsedTime(before, now) < services.Options.LossWindow;
        _lostAt = now;
        Log.ClaimLost(services.Logger, stream, isContested);
        return isContested;
    }

    private void DecideAgain(List<PendingRequest<TFold>> lost)
    {
        foreach (PendingRequest<TFold> pending in lost.Where(pending => pending.Answer is null))
        {
            if (_refusal is null)
            {
                Decide(pending);
            }
            else
            {
                Refuse(pending, _refusal);
            }
        }
    }

    private void GiveUp(List<PendingRequest<TFold>> lost, Error refusal)
    {
        _tip = null;
        _refusal = refusal;
        foreach (PendingRequest<TFold> pending in lost.Where(pending => pending.Answer is null))
        {
            Refuse(pending, refusal);
        }
    }

    private void Refuse(PendingRequest<TFold> pending, Error refusal) =>
        Refuse(pending, new Reply { Error = refusal });

    private void Refuse(PendingRequest<TFold> pending, Reply answer)
    {
        pending.Settle(answer);
        _byId.Remove((pending.Command.Author, pending.Command.Request));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} not loaded")]
        public static partial void NotLoaded(ILogger logger, Exception failure, Protocol.StreamId stream);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} cannot be loaded")]
        public static partial void Defect(ILogger logger, Exception defect, Protocol.StreamId stream);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "Stream {Stream} lost its claim; given up: {IsContested}")]
        public static partial void ClaimLost(ILogger logger, Protocol.StreamId stream, bool isContested);
    }
}
