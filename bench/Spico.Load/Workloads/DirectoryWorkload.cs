using System.Diagnostics;
using Spico.Client;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;
using Spico.Testing;
using Spico.Testing.Directories;

namespace Spico.Load.Workloads;

/// <summary>
/// An extract of invented professionals is imported beside the running server, by the verb an operator uses; then one
/// person searches as fast as answers come, in all the ways there are. Every search is for somebody who is there.
/// </summary>
internal sealed class DirectoryWorkload(int rows) : IWorkload
{
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan ImportedWithin = TimeSpan.FromHours(1);

    public string Name => "directory";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        var extract = new SyntheticExtract(rows, settings.Seed);
        using TestFolder folder = TestFolder.Create("extract");
        string file = folder.File("extract.txt");
        await extract.SaveAsync(file, cancellationToken);
        await peer.StartAsync(new PeerPlan(1, 1), cancellationToken);
        var measurement = new Measurement();
        await ImportAsync(spico, file, measurement.Figures, cancellationToken);
        measurement = await SearchAsync(spico, extract, measurement, settings, cancellationToken);
        return [new Outcome($"{rows}", measurement)];
    }

    private async Task ImportAsync(
        SpicoPeer spico,
        string file,
        SortedDictionary<string, double> figures,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using Process import = Process.Start(spico.Target.Verb("directory", "import", file))!;
        using var late = new CancellationTokenSource(ImportedWithin);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        Task ended = import.WaitForExitAsync(either.Token);
        long most = 0;
        while (!ended.IsCompleted)
        {
            import.Refresh();
            most = Math.Max(most, import.HasExited ? 0 : import.PeakWorkingSet64);
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken));
        }

        await ended;
        if (import.ExitCode != 0)
        {
            throw new InvalidOperationException($"The import ended with {import.ExitCode}.");
        }

        figures["import"] = clock.Elapsed.TotalMilliseconds;
        figures["import.rows"] = rows / clock.Elapsed.TotalSeconds;
        figures["import.memory"] = most / Megabyte;
    }

    private static async Task<Measurement> SearchAsync(
        SpicoPeer spico,
        SyntheticExtract extract,
        Measurement measurement,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        SpicoClient client = spico.Organizer.Client;
        var searches = new DirectorySearches(extract, settings.Seed);
        var timings = new SearchTimings(settings);
        long empty = 0;
        while (timings.GoesOn)
        {
            (string kind, Protocol.V1.SearchDirectoryRequest request) = searches.Next();
            long begun = Stopwatch.GetTimestamp();
            Protocol.V1.SearchDirectoryResponse found = await client.SearchDirectoryAsync(request, cancellationToken);
            timings.Add(kind, begun);
            empty += found.Entries.Count == 0 ? 1 : 0;
        }

        timings.AddTo(measurement);
        measurement.Figures["memory.server"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
        return empty == 0 ? measurement : measurement with { Void = $"{empty} searches found nobody" };
    }
}
