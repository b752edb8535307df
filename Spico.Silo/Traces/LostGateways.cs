using Microsoft.Extensions.Hosting;
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
    ILogger<LostGateways> logger) : BackgroundService
{
    /// <summary>How often in a row a gateway does not answer before it is lost.</summary>
    public const int MissesMax = 3;

    /// <summary>How many openings are read at once.</summary>
    public const int PageOpenings = 200;

    private readonly Dictionary<string, int> _misses = [];

    /// <summary>Asks every gateway for a sign of life, and closes what those had open that are lost.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
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
                await CloseAsync(gateway, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.GatewayCheckInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookOrLogAsync(stoppingToken);
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

    private async Task CloseAsync(string gateway, CancellationToken cancellationToken)
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
        while (page.Count == PageOpenings && !cancellationToken.IsCancellationRequested);

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

    private async Task LookOrLogAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookAsync(stoppingToken);
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
