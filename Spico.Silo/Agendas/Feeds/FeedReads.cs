using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas.Feeds;

/// <summary>
/// Readings of an agenda's feed: only so many a minute, and written anew only when something changed. Lives on its
/// grain's turn.
/// </summary>
internal sealed class FeedReads(TimeProvider time)
{
    private const uint MillisecondsPerMinute = 60_000;

    private long _minute;
    private int _reads;
    private (long Seq, FeedPage Page)? _written;

    /// <summary>The feed, for who knows the secret.</summary>
    public FeedPage Read(AgendaState fold, StreamId agenda, byte[] secret)
    {
        if (!fold.IsFeed(secret))
        {
            return Refused(Refusal.NotAccessible());
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long minute = now / MillisecondsPerMinute;
        (_reads, _minute) = minute == _minute ? (_reads + 1, minute) : (1, minute);
        if (_reads > AgendaLimits.FeedReads)
        {
            return Refused(new Error
            {
                Code = Protocol.V1.ErrorCode.RateLimited,
                Message = $"At most {AgendaLimits.FeedReads} times a minute.",
                Retryable = true,
                RetryAfterMs = MillisecondsPerMinute - (uint)(now % MillisecondsPerMinute),
                Limit = AgendaLimits.FeedReads,
            });
        }

        if (_written?.Seq != fold.Head.Seq)
        {
            byte[] body = Encoding.UTF8.GetBytes(AgendaFeed.Write(agenda, fold));
            _written = (fold.Head.Seq, new FeedPage(null, body, Convert.ToHexStringLower(SHA256.HashData(body))));
        }

        return _written.Value.Page;
    }

    private static FeedPage Refused(Error error) => new(error, [], string.Empty);
}
