using Microsoft.Extensions.Logging;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>
/// Reads what a subscriber is missing, page by page through the grain, on the subscriber's own authority. Waits for
/// room in the outbox, so catching up never makes a slow consumer; a call that fails is tried again for as long as
/// the session lives, so nothing is ever skipped.
/// </summary>
internal sealed partial class CatchUp(
    Lazy<IStreamGrains> grains, StreamHub hub, GatewayOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Begins; the open stream owns the reading, which ends with it or with its session.</summary>
    public void Start(OpenStream open) => _ = Task.Run(() => RunAsync(open));

    private async Task RunAsync(OpenStream open)
    {
        await open.Subscriber.TakeCatchUpTurnAsync();
        List<Outbox> touched = [];
        try
        {
            await ReadAllAsync(open, touched);
        }
        catch (Exception exception)
        {
            // A defect: ended rather than left with a gap.
            Log.Broken(logger, exception, open.Stream.Id);
            open.End(StreamEndReason.Resync, touched);
        }
        finally
        {
            open.Subscriber.ReleaseCatchUpTurn();
            StreamHub.Wake(touched);
            if (open.IsOver)
            {
                hub.Remove(open);
            }
        }
    }

    private async Task ReadAllAsync(OpenStream open, List<Outbox> touched)
    {
        TimeSpan delay = options.RetryDelay;
        while (open.ReadAfter() is { } after)
        {
            HistoryPage? page = await ReadAsync(open, after);
            if (page?.Refusal is { Retryable: false })
            {
                open.End(StreamEndReason.AccessEnded, touched);
                return;
            }

            bool isProgress = page is { Refusal: null } && await TakeAsync(open, page, touched);
            if (page is { Refusal: null } && !open.Continue(page, touched))
            {
                return;
            }

            if (isProgress)
            {
                delay = options.RetryDelay;
                continue;
            }

            if (!await DelayAsync(open, delay))
            {
                return;
            }

            delay = delay * 2 < options.RetryDelayMax ? delay * 2 : options.RetryDelayMax;
        }
    }

    private async ValueTask<HistoryPage?> ReadAsync(OpenStream open, long after)
    {
        try
        {
            return await grains.Value.ReadAsync(
                open.Subscriber.Caller,
                open.Stream.Id,
                new HistoryQuery(after, Backwards: false, options.CatchUpPageFacts, open.OpenedAt));
        }
        catch (Exception exception)
        {
            // Silos come and go; whatever the reason, the answer is to try again.
            Log.Failed(logger, open.Stream.Id, exception.GetType().Name);
            return null;
        }
    }

    private static async ValueTask<bool> TakeAsync(OpenStream open, HistoryPage page, List<Outbox> touched)
    {
        foreach (Envelope fact in page.Facts)
        {
            var push = new SharedPush(fact.Frame);
            while (!open.TakeRead(fact, push, touched))
            {
                StreamHub.Wake(touched);
                await open.Subscriber.Outbox.WaitForRoomToSpareAsync();
            }
        }

        StreamHub.Wake(touched);
        return page.Facts.Length > 0;
    }

    /// <summary>False when the session ended meanwhile.</summary>
    private async ValueTask<bool> DelayAsync(OpenStream open, TimeSpan delay)
    {
        Task ending = open.Subscriber.Ending;
        await Task.WhenAny(Task.Delay(delay, time), ending);
        return !ending.IsCompleted;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} cannot be read now: {Reason}")]
        public static partial void Failed(ILogger logger, StreamId stream, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Catching up on stream {Stream} failed")]
        public static partial void Broken(ILogger logger, Exception exception, StreamId stream);
    }
}
