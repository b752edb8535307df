using System.Diagnostics;
using HdrHistogram;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Load.Silos;

/// <summary>Posts to many conversations at once, grain by grain, and counts what was acknowledged.</summary>
internal sealed class AckLoad(IGrainFactory grains, int conversations, int window, int textBytes)
{
    private const long HighestMicroseconds = 60_000_000;

    private readonly LongConcurrentHistogram _acks = new(1, HighestMicroseconds, 3);
    private readonly Caller _caller = new(PersonId.New(), SessionId.New(), "acks", IsAdministrator: false);
    private readonly List<Target> _targets = [];
    private long _acked;
    private long _refused;
    private long _ackedInAll;
    private volatile bool _isOver;

    public HistogramBase Acks => _acks;

    public long Acked => Interlocked.Read(ref _acked);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Acknowledged posts less those that the conversations themselves count.</summary>
    public long Miscounted => Math.Abs(_targets.Sum(target => target.Ordinal) - Interlocked.Read(ref _ackedInAll));

    public async Task CreateAsync()
    {
        for (int i = 0; i < conversations; i++)
        {
            var request = RequestId.New();
            var stream = StreamId.OpenedBy(StreamKind.Conversation, _caller.Person, request);
            _targets.Add(new Target(grains.GetGrain<IConversationGrain>(StreamKey.Of(stream)), stream.ToByteString()));
            Reply reply = await _targets[^1].Grain.Create(_caller, new CreateConversationRequest
            {
                RequestId = request.ToByteString(),
                Kind = ConversationKind.Group,
                Title = "acks",
            });
            if (reply.Error is { } error)
            {
                throw new InvalidOperationException($"A conversation was refused: {error.Code} {error.Message}");
            }
        }
    }

    /// <summary>Returns how long it was measured.</summary>
    public async Task<TimeSpan> RunAsync(TimeSpan warmth, TimeSpan duration, Action measuring)
    {
        string text = new('x', textBytes);
        Task[] posting = [.. _targets.SelectMany(target =>
            Enumerable.Range(0, window).Select(_ => PostAsync(target, text)))];
        await Task.Delay(warmth);
        Interlocked.Exchange(ref _acked, 0);
        _acks.Reset();
        measuring();
        var clock = Stopwatch.StartNew();
        await Task.Delay(duration);
        TimeSpan measured = clock.Elapsed;
        long acked = Acked;
        _isOver = true;
        await Task.WhenAll(posting);
        Interlocked.Exchange(ref _acked, acked);
        return measured;
    }

    private async Task PostAsync(Target target, string text)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_isOver)
        {
            long begun = Stopwatch.GetTimestamp();
            Reply reply = await target.Grain.Post(_caller, new PostMessageRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = target.Stream,
                Text = text,
            });
            if (reply.PostMessage is not { } posted)
            {
                Interlocked.Increment(ref _refused);
                continue;
            }

            Interlocked.Increment(ref _acked);
            Interlocked.Increment(ref _ackedInAll);
            target.OnPosted((long)posted.Ordinal);
            double microseconds = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            _acks.RecordValue((long)Math.Clamp(microseconds, 1, HighestMicroseconds));
        }
    }

    private sealed class Target(IConversationGrain grain, Google.Protobuf.ByteString stream)
    {
        private long _ordinal;

        public IConversationGrain Grain => grain;

        public Google.Protobuf.ByteString Stream => stream;

        /// <summary>The highest number a message of it was given: how many it holds.</summary>
        public long Ordinal => Interlocked.Read(ref _ordinal);

        public void OnPosted(long ordinal)
        {
            long known = Interlocked.Read(ref _ordinal);
            while (ordinal > known)
            {
                long seen = Interlocked.CompareExchange(ref _ordinal, ordinal, known);
                if (seen == known)
                {
                    return;
                }

                known = seen;
            }
        }
    }
}
