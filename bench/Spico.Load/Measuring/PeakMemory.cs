namespace Spico.Load.Measuring;

/// <summary>The most memory that processes were seen to hold while something ran.</summary>
internal static class PeakMemory
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Resident bytes of the trees at their highest, once the task has ended, however it did.</summary>
    public static async Task<long> WhileAsync(Task running, IReadOnlyList<int> processes)
    {
        long peak = ProcessTrees.MemoryBytes(processes);
        while (await Task.WhenAny(running, Task.Delay(SampleInterval)) != running)
        {
            peak = Math.Max(peak, ProcessTrees.MemoryBytes(processes));
        }

        return peak;
    }
}
