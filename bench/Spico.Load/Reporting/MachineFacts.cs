using System.Globalization;
using System.Runtime.InteropServices;

namespace Spico.Load.Reporting;

/// <summary>The machine of a run, as far as it says how much a number is worth.</summary>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">Processors.</param>
/// <param name="MemoryMegabytes">Memory.</param>
/// <param name="System">The operating system and its version.</param>
/// <param name="Runtime">The driver's runtime.</param>
/// <param name="LoadBefore">How many programs of others waited for a processor in the minute before.</param>
internal sealed record MachineFacts(
    string Processor,
    int Cores,
    long MemoryMegabytes,
    string System,
    string Runtime,
    double LoadBefore)
{
    public static MachineFacts Now() => new(
        Processors(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : 0);

    private static string Processors()
    {
        const string info = "/proc/cpuinfo";
        string? model = File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
