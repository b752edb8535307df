using Spico.Gateway.Presence;

namespace Spico.Gateway.Tests.Presence;

/// <summary>Carries presence between gateways of one process, over a wire that can be cut.</summary>
internal sealed class LoopRelay(LoopRelay.Wire wire) : IPresenceRelay
{
    private readonly TaskCompletionSource _isListening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<PresenceMessage>? _received;
    private Action? _reconnected;
    private volatile bool _isCut;
    private volatile bool _losesHello;

    public Task IsListening => _isListening.Task;

    public async Task RunAsync(
        Action<PresenceMessage> received,
        Action reconnected,
        CancellationToken cancellationToken)
    {
        _reconnected = reconnected;
        _received = received;
        _isListening.SetResult();
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
        else if (_losesHello && message.Kind == PresenceMessageKind.Hello)
        {
            _losesHello = false;
            _isCut = false;
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

        /// <summary>As <see cref="Mend"/>, but the first hello is lost; the end is whole once it was.</summary>
        public void MendAfterHello(int end)
        {
            _ends[end]._losesHello = true;
            _ends[end]._reconnected!();
        }

        public bool IsWhole(int end) => !_ends[end]._isCut;

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
