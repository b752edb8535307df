namespace Spico.Silo.Streams;

/// <summary>
/// Tells a person's devices of latest values, each once in a while, from the turn of a grain. What waits is lost with
/// the activation: lists show it.
/// </summary>
/// <param name="services">The interval and the time.</param>
/// <param name="grain">The grain whose timer tells what waited.</param>
/// <param name="tellLate">Tells of a value whose time has come.</param>
internal sealed class PacedPushes<TKey, TValue>(StreamServices services, IGrainBase grain, Func<TValue, Task> tellLate)
    where TKey : notnull
    where TValue : LatestValue
{
    private readonly PushPace<TKey, TValue> _pace = new(services.Options.MarkPushInterval, services.Time);
    private IGrainTimer? _timer;

    /// <summary>True: it is for the caller to tell of it now. False: it is told later.</summary>
    public bool TryPass(TKey key, TValue value)
    {
        if (_pace.TryPass(key, value))
        {
            return true;
        }

        _timer ??= StartTimer();
        return false;
    }

    private IGrainTimer StartTimer() => grain.RegisterGrainTimer(
        TellWaitingAsync,
        new GrainTimerCreationOptions(services.Options.MarkPushInterval, services.Options.MarkPushInterval)
        {
            Interleave = true,
        });

    /// <summary>Tells what is due; rests when nothing waits.</summary>
    private async Task TellWaitingAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_pace.TakeDue().Select(tellLate));
        if (!_pace.HasWaiting)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }
}
