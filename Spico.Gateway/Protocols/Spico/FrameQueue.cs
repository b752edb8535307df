using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// What one connection has to write besides pushes. The reading loop waits while it is full, so a client that sends
/// and does not read is not read either. Holds nothing while empty.
/// </summary>
internal sealed class FrameQueue(int roomFor)
{
    private readonly Lock _gate = new();
    private Queue<OutgoingFrame>? _frames;
    private TaskCompletionSource? _room;
    private bool _isOpen;

    /// <summary>Puts a frame in; always taken.</summary>
    public void Add(Frame frame, IReadOnlyList<Envelope>? facts = null)
    {
        lock (_gate)
        {
            (_frames ??= new Queue<OutgoingFrame>()).Enqueue(new OutgoingFrame(frame, facts));
        }
    }

    /// <summary>Takes the oldest frame.</summary>
    public bool TryTake(out OutgoingFrame frame)
    {
        if (Volatile.Read(ref _frames) is null)
        {
            frame = default;
            return false;
        }

        lock (_gate)
        {
            if (_frames is null || !_frames.TryDequeue(out frame))
            {
                _frames = null;
                frame = default;
                return false;
            }

            if (_room is not null && _frames.Count < roomFor)
            {
                _room.TrySetResult();
                _room = null;
            }

            return true;
        }
    }

    /// <summary>Completes when fewer frames wait than there is room for.</summary>
    public ValueTask WaitForRoomAsync()
    {
        if (Volatile.Read(ref _frames) is null)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            if (_isOpen || _frames is null || _frames.Count < roomFor)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>Nobody waits for room any more: the connection ends.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            _room?.TrySetResult();
            _room = null;
        }
    }
}
