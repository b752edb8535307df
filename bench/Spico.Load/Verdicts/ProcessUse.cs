using System.Diagnostics;

namespace Spico.Load.Verdicts;

/// <summary>What a process used during a run.</summary>
/// <param name="CpuSeconds">Processor time.</param>
/// <param name="Cores">Processors kept busy on average.</param>
/// <param name="PeakMegabytes">The largest resident memory.</param>
internal sealed record ProcessUse(double CpuSeconds, double Cores, double PeakMegabytes)
{
    public static ProcessUse? Between(TimeSpan before, Process? process, double seconds)
    {
        if (process is null)
        {
            return null;
        }

        process.Refresh();
        double used = (process.TotalProcessorTime - before).TotalSeconds;
        return new ProcessUse(used, used / seconds, process.PeakWorkingSet64 / (1024.0 * 1024));
    }

    public override string ToString() => FormattableString.Invariant(
        $"{CpuSeconds:0.0} s CPU ({Cores:0.00} cores), {PeakMegabytes:0} MB at most");
}
