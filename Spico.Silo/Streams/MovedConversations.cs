using Microsoft.Extensions.Options;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The conversations with facts since they were last asked about: each once, however many facts. The writer's thread
/// only adds to a set; whoever asks gets what has gathered, once in a while.
/// </summary>
internal sealed class MovedConversations(IOptions<StreamOptions> options, TimeProvider time)
{
    // Whoever asks may spend a tenth of the time on the answers: what they do for large rooms must not pile up.
    private const int RestPerWork = 9;

    private readonly Lock _lock = new();
    private HashSet<StreamId> _moved = [];
    private bool _isOverfull;
    private TaskCompletionSource _arrival = New();
    private long? _takenAt;

    /// <summary>These appends were committed. Returns at once, and allocates nothing while the set has room.</summary>
    public void Note(IReadOnlyList<Append> appends)
    {
        lock (_lock)
        {
            for (int i = 0; i < appends.Count; i++)
            {
                StreamId stream = appends[i].Stream;
                if (stream.Kind != StreamKind.Conversation || _isOverfull)
                {
                    continue;
                }

                if (_moved.Count >= options.Value.MovedConversationsMax && !_moved.Contains(stream))
                {
                    _isOverfull = true;
                    _moved.Clear();
                }
                else
                {
                    _moved.Add(stream);
                }
            }

            if (_moved.Count > 0 || _isOverfull)
            {
                _arrival.TrySetResult();
            }
        }
    }

    /// <summary>Which moved is not known: any of them may have.</summary>
    public void NoteAll()
    {
        lock (_lock)
        {
            _isOverfull = true;
            _moved.Clear();
            _arrival.TrySetResult();
        }
    }

    /// <summary>Those that moved, at the earliest an interval after the last time; null: more than were kept.</summary>
    public async ValueTask<StreamId[]?> TakeAsync(CancellationToken cancellationToken)
    {
        if (_takenAt is { } takenAt)
        {
            TimeSpan work = time.GetElapsedTime(takenAt);
            TimeSpan rest = options.Value.InboxPushInterval - work;
            rest = rest > work * RestPerWork ? rest : work * RestPerWork;
            await Task.Delay(rest, time, cancellationToken);
        }

        await Volatile.Read(ref _arrival).Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            StreamId[]? taken = _isOverfull ? null : [.. _moved];
            _moved.Clear();
            _isOverfull = false;
            _arrival = New();
            _takenAt = time.GetTimestamp();
            return taken;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
