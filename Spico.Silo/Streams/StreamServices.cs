using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spico.Silo.Streams;

/// <summary>What every stream's grain needs, whatever the stream is.</summary>
internal sealed class StreamServices(
    StreamStorage storage,
    IFanOut fanOut,
    Consequences consequences,
    IOptions<StreamOptions> options,
    TimeProvider time,
    ILoggerFactory loggers)
{
    public StreamStorage Storage { get; } = storage;

    public IFanOut FanOut { get; } = fanOut;

    public Consequences Consequences { get; } = consequences;

    public StreamOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = loggers.CreateLogger("Spico.Silo.Streams");

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
