using System.Diagnostics;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Sessions;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// People upload files, each one after the other, and show them; whoever is shown one downloads it and compares every
/// byte. What the server holds in memory meanwhile must not follow the bytes that go through it.
/// </summary>
internal sealed class UploadsWorkload(int atOnce, int fileBytes) : IWorkload
{
    private const double Megabyte = 1024 * 1024;
    public string Name => "uploads";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await peer.StartAsync(new PeerPlan(atOnce, 2), cancellationToken);
        FilePair[] pairs = await Task.WhenAll(spico.Conversations.Select(conversation =>
            FilePair.ConnectAsync(spico.Target, conversation, cancellationToken)));
        try
        {
            Measurement measurement = await MeasureAsync(spico, pairs, settings, cancellationToken);
            return [new Outcome($"closed/{atOnce} of {fileBytes / 1024} KiB", measurement)];
        }
        finally
        {
            foreach (FilePair pair in pairs)
            {
                await pair.DisposeAsync();
            }
        }
    }

    private async Task<Measurement> MeasureAsync(
        SpicoPeer spico, FilePair[] pairs, RunSettings settings, CancellationToken cancellationToken)
    {
        using var visible = new LatencyWindow();
        long open = Stopwatch.GetTimestamp() + (long)(settings.WarmUp.TotalSeconds * Stopwatch.Frequency);
        long close = open + (long)(settings.Duration.TotalSeconds * Stopwatch.Frequency);
        visible.Open(open);
        Task<FileTrip[][]> travelling = Task.WhenAll(pairs.Select(pair => Task.Run(async () =>
        {
            List<FileTrip> made = [];
            while (Stopwatch.GetTimestamp() < close)
            {
                FileTrip trip = await pair.SendAsync(FilePair.NewFile(fileBytes), cancellationToken);
                visible.Record(trip.Begun, trip.Visible);
                made.Add(trip);
            }

            return made.ToArray();
        })));
        long peak = await PeakMemory.WhileAsync(travelling, spico.ServerProcesses);
        FileTrip[][] trips = await travelling;

        FileTrip[] measured = [.. trips.SelectMany(each => each).Where(trip => trip.Begun >= open)];
        double seconds = Stopwatch.GetElapsedTime(open).TotalSeconds;
        double downloading = measured.Sum(trip => trip.Download.TotalSeconds) / pairs.Length;
        int broken = trips.Sum(each => each.Count(trip => !trip.IsWhole));
        var measurement = new Measurement { Void = broken == 0 ? null : $"{broken} files did not come back whole" };
        SortedDictionary<string, double> figures = measurement.Figures;
        figures["files"] = measured.Length / seconds;
        figures["uploaded"] = measured.Length * (fileBytes / Megabyte) / (seconds - downloading);
        figures["downloaded"] = measured.Length * (fileBytes / Megabyte) / Math.Max(downloading, 1e-6);
        figures["memory.peak"] = peak / Megabyte;
        WindowFigures.AddLatencies(measurement, "visible", visible.Total());
        return measurement;
    }
}
