using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Spico.Load.Measuring;

/// <summary>
/// What .NET servers allocate, by the System.Runtime counters that every .NET process offers to a diagnostics client.
/// A counter a second: it costs the server nothing that could be seen.
/// </summary>
internal sealed class ServerAllocations : IAsyncDisposable
{
    private const int BufferMegabytes = 16;

    private readonly List<(EventPipeSession Session, Task Reading)> _sessions = [];
    private long _bytes;
    private long _heapBytes;

    /// <summary>Bytes allocated since the beginning, by all of them; null when none is a .NET process.</summary>
    public long? Bytes => _sessions.Count > 0 ? Interlocked.Read(ref _bytes) : null;

    /// <summary>The managed heap as last told.</summary>
    public long? HeapBytes => _sessions.Count > 0 ? Interlocked.Read(ref _heapBytes) : null;

    public static async Task<ServerAllocations> WatchAsync(IEnumerable<int> processes)
    {
        var watch = new ServerAllocations();
        HashSet<int> published = [.. DiagnosticsClient.GetPublishedProcesses()];
        foreach (int process in processes.Where(published.Contains))
        {
            var provider = new EventPipeProvider(
                "System.Runtime", EventLevel.Informational, 0,
                new Dictionary<string, string> { ["EventCounterIntervalSec"] = "0.5" });
            try
            {
                EventPipeSession session = await new DiagnosticsClient(process)
                    .StartEventPipeSessionAsync(
                        [provider], requestRundown: false, BufferMegabytes, CancellationToken.None);
                watch._sessions.Add((session, Task.Factory.StartNew(
                    () => watch.Read(session), CancellationToken.None, TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)));
            }
            catch (Exception exception) when (exception is ServerNotAvailableException or ServerErrorException)
            {
                // It does not talk to us: the figure is left out.
            }
        }

        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((EventPipeSession session, Task reading) in _sessions)
        {
            try
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await session.StopAsync(deadline.Token);
                await reading.WaitAsync(deadline.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException
                or ServerNotAvailableException or EndOfStreamException)
            {
                // The server ended first.
            }

            session.Dispose();
        }
    }

    private void Read(EventPipeSession session)
    {
        using var source = new EventPipeEventSource(session.EventStream);
        source.Dynamic.All += OnEvent;
        try
        {
            source.Process();
        }
        catch (Exception exception) when (exception is IOException or FormatException or ObjectDisposedException)
        {
            // The server ended in the middle of an event.
        }
    }

    private void OnEvent(TraceEvent happened)
    {
        if (happened.EventName != "EventCounters" ||
            happened.PayloadValue(0) is not IDictionary<string, object> outer ||
            outer["Payload"] is not IDictionary<string, object> counter)
        {
            return;
        }

        switch (counter["Name"] as string)
        {
            case "alloc-rate" when counter.TryGetValue("Increment", out object? increment):
                Interlocked.Add(ref _bytes, Convert.ToInt64(increment, null));
                break;
            case "gc-heap-size" when counter.TryGetValue("Mean", out object? megabytes):
                Interlocked.Exchange(ref _heapBytes, (long)(Convert.ToDouble(megabytes, null) * 1_000_000));
                break;
        }
    }
}
