using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// Closes what gateways that are no more had open: they cannot tell. Looks at the gateways through which streams are
/// open, once in a while and when the silo has started; one that does not answer several times in a row is lost.
/// </summary>
internal sealed partial class LostGateways(
    IGrainFactory grains,
    StreamStorage storage,
    IOptions<TraceOptions> options,
    TimeProvider time,
    ILogger<LostGateways> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How often in a row a gateway does not answer before it is lost.</summary>
    public const int MissesMax = 3;

    /// <summary>How many openings are read at once.</summary>
    public const int PageOpenings = 200;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, int> _misses = [];
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LostGateways), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Asks every gateway for a sign of life, and closes what those had open that are lost.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task LookAsync()
    {
        List<string> gateways = await TraceOpening.ReadGatewaysAsync(storage.Store);
        foreach (string gone in _misses.Keys.Except(gateways).ToArray())
        {
            _misses.Remove(gone);
        }

        foreach (string gateway in gateways)
        {
            if (await AnswersAsync(gateway))
            {
                _misses.Remove(gateway);
            }
            else if ((_misses[gateway] = _misses.GetValueOrDefault(gateway) + 1) >= MissesMax)
            {
                await CloseAsync(gateway);
            }
        }
    }

    private async Task<bool> AnswersAsync(string gateway)
    {
        try
        {
            await grains.GetGrain<IGatewayObserver>(GrainId.Parse(gateway)).Moved([]);
            return true;
        }
        catch (Exception failure)
        {
            // Whatever the reason: it is asked again before it is lost.
            Log.Silent(logger, gateway, failure.GetType().Name);
            return false;
        }
    }

    private async Task CloseAsync(string gateway)
    {
        int count = 0;
        OpeningKey last = default;
        List<OpeningKey> page;
        do
        {
            page = await TraceOpening.ReadAsync(storage.Store, gateway, last, PageOpenings);
            List<OpeningKey> closed = [];
            foreach (OpeningKey opening in page)
            {
                last = opening;
                if (await IsClosedAsync(opening))
                {
                    closed.Add(opening);
                }
            }

            // The closing took it away already, but for those of which there is no trace any more.
            if (closed.Count > 0 && await TraceOpening.ForgetAsync(storage.Log, closed))
            {
                count += closed.Count;
            }
        }
        while (page.Count == PageOpenings && !_stopping.IsCancellationRequested);

        Log.Closed(logger, gateway, count);
    }

    // One that cannot be closed holds no other up: the next look tries again.
    private async Task<bool> IsClosedAsync(OpeningKey opening)
    {
        try
        {
            return await Of(opening.Stream).Lost(opening.Person, opening.Seq);
        }
        catch (Exception failure)
        {
            Log.NotClosed(logger, opening.Stream, failure);
            return false;
        }
    }

    private IOpenedStreamGrain Of(StreamId stream)
    {
        IGrain grain = stream.Kind == StreamKind.Agenda
            ? grains.GetGrain<IAgendaGrain>(StreamKey.Of(stream))
            : grains.GetGrain<IDossierGrain>(StreamKey.Of(stream));
        return grains.GetGrain<IOpenedStreamGrain>(grain.GetGrainId());
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.GatewayCheckInterval, time);
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await LookOrLogAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task LookOrLogAsync()
    {
        try
        {
            await LookAsync();
        }
        catch (Exception failure)
        {
            Log.NotLooked(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Gateway {Gateway} does not answer: {Reason}")]
        public static partial void Silent(ILogger logger, string gateway, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} is lost: {Count} openings were closed")]
        public static partial void Closed(ILogger logger, string gateway, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "An opening of {Stream} cannot be closed now")]
        public static partial void NotClosed(ILogger logger, StreamId stream, Exception failure);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Openings of lost gateways could not be looked up")]
        public static partial void NotLooked(ILogger logger, Exception failure);
    }
}
