namespace Spico.Gateway.Sessions;

/// <summary>
/// How many streams of one session catch up at once. Holds nothing while nobody waits; guarded by whoever keeps it.
/// </summary>
internal struct CatchUpTurns
{
    private int _taken;
    private Queue<TaskCompletionSource>? _waiting;

    /// <summary>Completes when it is one's turn.</summary>
    public Task TakeAsync(int max)
    {
        if (_taken < max)
        {
            _taken++;
            return Task.CompletedTask;
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (_waiting ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
        return turn.Task;
    }

    /// <summary>Gives the turn to who waits longest.</summary>
    public void Release()
    {
        if (_waiting is null)
        {
            _taken--;
            return;
        }

        _waiting.Dequeue().SetResult();
        _waiting = _waiting.Count == 0 ? null : _waiting;
    }
}
