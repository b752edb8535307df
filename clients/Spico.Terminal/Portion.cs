namespace Spico.Terminal;

/// <summary>How much of a file has gone, told ten times.</summary>
internal sealed class Portion(IScreen screen, string what, long total) : IProgress<long>
{
    private long _told = -1;

    public void Report(long value)
    {
        long tenth = total == 0 ? 10 : value * 10 / total;
        if (Interlocked.Exchange(ref _told, tenth) != tenth)
        {
            screen.Hint($"{what}: {tenth * 10} % of {Shown.Size(total)}");
        }
    }
}
