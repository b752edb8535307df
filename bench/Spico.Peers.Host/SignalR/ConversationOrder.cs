using System.Collections.Concurrent;

namespace Spico.Peers.Host.SignalR;

/// <summary>Lets the posts of one conversation go one after the other.</summary>
internal sealed class ConversationOrder
{
    private readonly ConcurrentDictionary<int, Turn> _turns = new();

    /// <summary>Waits for its turn; disposing gives it on.</summary>
    public async ValueTask<IDisposable> EnterAsync(int conversation)
    {
        Turn turn = _turns.GetOrAdd(conversation, _ => new Turn());
        await turn.Semaphore.WaitAsync();
        return turn;
    }

    private sealed class Turn : IDisposable
    {
        public SemaphoreSlim Semaphore { get; } = new(1);

        public void Dispose() => Semaphore.Release();
    }
}
