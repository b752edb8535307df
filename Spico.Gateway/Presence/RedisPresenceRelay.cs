using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Spico.Gateway.Presence;

/// <summary>
/// Presence between gateways over one Redis channel. Nothing is stored there: each gateway states its own people when
/// asked, so a Redis that lost everything has lost nothing.
/// </summary>
internal sealed partial class RedisPresenceRelay(IOptions<PresenceOptions> options, ILogger<RedisPresenceRelay> logger)
    : IPresenceRelay
{
    private readonly RedisChannel _channel = RedisChannel.Literal(options.Value.Channel);
    private volatile ISubscriber? _subscriber;

    public async Task RunAsync(
        Action<PresenceMessage> received,
        Action reconnected,
        CancellationToken cancellationToken)
    {
        try
        {
            await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(Configuration());
            redis.ConnectionFailed += (_, failure) => Log.Lost(logger, failure.FailureType);
            ISubscriber subscriber = redis.GetSubscriber();
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await TrySubscribeAsync(subscriber, received))
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }

            redis.ConnectionRestored += (_, restored) =>
            {
                if (restored.ConnectionType == ConnectionType.Subscription)
                {
                    Log.Restored(logger);
                    reconnected();
                }
            };
            _subscriber = subscriber;
            reconnected();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // Niceties end here; everything else goes on.
            Log.GivenUp(logger, exception);
        }
        finally
        {
            _subscriber = null;
        }
    }

    public void Publish(PresenceMessage message)
    {
        ISubscriber? subscriber = _subscriber;
        if (subscriber is null || !subscriber.IsConnected())
        {
            return;
        }

        try
        {
            subscriber.Publish(_channel, message.Encode(), CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            // Lost between the question and the call; the state is told again after the reconnection.
        }
    }

    private async Task<bool> TrySubscribeAsync(ISubscriber subscriber, Action<PresenceMessage> received)
    {
        try
        {
            await subscriber.SubscribeAsync(_channel, (_, value) =>
            {
                if (PresenceMessage.TryDecode((byte[]?)value, out PresenceMessage? message))
                {
                    received(message);
                }
            });
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private ConfigurationOptions Configuration()
    {
        var configuration = ConfigurationOptions.Parse(options.Value.Redis);
        configuration.ClientName = "spico-presence";
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = 2_000;
        configuration.AsyncTimeout = 2_000;
        configuration.SyncTimeout = 1_000;
        configuration.KeepAlive = 10;
        configuration.ReconnectRetryPolicy = new LinearRetry(1_000);

        // What cannot be sent now is out of date later.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return configuration;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Presence lost Redis ({Failure}); everything else goes on")]
        public static partial void Lost(ILogger logger, ConnectionFailureType failure);

        [LoggerMessage(2, LogLevel.Information, "Presence has Redis again")]
        public static partial void Restored(ILogger logger);

        [LoggerMessage(3, LogLevel.Error, "Presence between gateways ended")]
        public static partial void GivenUp(ILogger logger, Exception exception);
    }
}
