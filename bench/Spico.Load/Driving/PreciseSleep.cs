using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Spico.Load.Driving;

/// <summary>Sleeps to within some tens of microseconds where the system can; the runtime's own sleep knows only
/// milliseconds, which is more than a fast server takes to answer.</summary>
internal static class PreciseSleep
{
    private const int SetTimerSlack = 29;

    /// <summary>Asks the system not to gather this thread's wake-ups with others.</summary>
    public static void PrepareThread()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    /// <summary>Sleeps until a moment of the stopwatch; returns at once when it is past.</summary>
    public static void Until(long timestamp)
    {
        long left = timestamp - Stopwatch.GetTimestamp();
        if (left <= 0)
        {
            return;
        }

        long nanoseconds = (long)(left * (1e9 / Stopwatch.Frequency));
        if (OperatingSystem.IsLinux())
        {
            var time = new TimeSpec(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
            _ = Sleep(in time, 0);
            return;
        }

        Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(nanoseconds / 1e6)));
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int Sleep(in TimeSpec time, nint remaining);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nint value, nint third, nint fourth, nint fifth);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
