using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// Who waits before a stream. Requests that must fetch something first, or find no room, stand in line: each author's
/// in the order they came, so that what one device sends stays in order.
/// </summary>
internal sealed class StreamTurns(int waitingMax)
{
    private readonly Dictionary<PersonId, Turn> _last = [];
    private readonly Queue<TaskCompletionSource> _room = new();
    private int _waiting;

    /// <summary>Whether nobody stands before a new request of this author.</summary>
    public bool IsFree(PersonId author) => _room.Count == 0 && (_last.Count == 0 || !_last.ContainsKey(author));

    /// <summary>Lines up behind the author's earlier requests, or answers null when too many wait.</summary>
    public Turn? TryEnter(PersonId author)
    {
        if (_waiting >= waitingMax)
        {
            return null;
        }

        _waiting++;
        Task before = _last.TryGetValue(author, out Turn? last) ? last.Gone : Task.CompletedTask;
        var turn = new Turn(this, author, before);
        _last[author] = turn;
        return turn;
    }

    /// <summary>Waits until a request in flight was settled.</summary>
    public Task RoomAsync()
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _room.Enqueue(room);
        return room.Task;
    }

    /// <summary>There is room for so many more.</summary>
    public void Admit(int count)
    {
        while (count-- > 0 && _room.TryDequeue(out TaskCompletionSource? room))
        {
            room.SetResult();
        }
    }

    private void Leave(Turn turn)
    {
        _waiting--;
        if (_last.TryGetValue(turn.Author, out Turn? last) && last == turn)
        {
            _last.Remove(turn.Author);
        }
    }

    /// <summary>A place in the line of one author; given up when disposed.</summary>
    internal sealed class Turn(StreamTurns turns, PersonId author, Task before) : IDisposable
    {
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PersonId Author { get; } = author;

        /// <summary>Completes when the author's earlier requests have gone ahead.</summary>
        public Task Before { get; } = before;

        /// <summary>Completes when this request has gone ahead.</summary>
        public Task Gone => _gone.Task;

        public void Dispose()
        {
            turns.Leave(this);
            _gone.SetResult();
        }
    }
}
