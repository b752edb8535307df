using Spico.Gateway.Presence;

namespace Spico.Gateway.Tests.Presence;

/// <summary>Carries presence between gateways of one process, over a wire that can be cut.</summary>
internal sealed class LoopRelay(LoopRelay.Wire wire) : IPresenceRelay
{
    private Action<PresenceMessage>? _received;
    private Action? _reconnected;
    private volatile bool _isCut;

    public async Task RunAsync(
        Action<PresenceMessage> received,
        Action reconnected,
        CancellationToken cancellationToken)
    {
        _reconnected = reconnected;
        _received = received;
        reconnected();
        var stopped = new TaskCompletionSource();
        await using (cancellationToken.Register(stopped.SetResult))
        {
            await stopped.Task;
        }
    }

    public void Publish(PresenceMessage message)
    {
        if (!_isCut)
        {
            wire.Carry(message);
        }
    }

    internal sealed class Wire
    {
        private readonly List<LoopRelay> _ends = [];

        public LoopRelay Join()
        {
            lock (_ends)
            {
                _ends.Add(new LoopRelay(this));
                return _ends[^1];
            }
        }

        public void Cut(int end) => _ends[end]._isCut = true;

        public void Mend(int end)
        {
            _ends[end]._isCut = false;
            _ends[end]._reconnected!();
        }

        public void Carry(PresenceMessage message)
        {
            lock (_ends)
            {
                foreach (LoopRelay end in _ends.Where(end => !end._isCut))
                {
                    end._received?.Invoke(message);
                }
            }
        }
    }
}
