using System.Diagnostics;
using Spico.Client;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Load.Workloads;

/// <summary>
/// A long conversation is made a document of: from the request until the document is downloaded, as PDF and as a page,
/// with the server's memory while it does. One is made before, not measured: code is compiled, fonts are read.
/// </summary>
internal sealed class SynthesisWorkload(int messages) : IWorkload
{
    private const int AtOnce = 32;
    private const double Megabyte = 1024 * 1024;
    public string Name => "synthesis";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await peer.StartAsync(new PeerPlan(1, 1), cancellationToken);
        StreamId talk = spico.Conversations[0].Id;
        await FillAsync(spico, talk, new Random(settings.Seed), cancellationToken);
        double before = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
        await MakeAsync(spico, talk, SynthesisFormat.Html, cancellationToken);
        var measurement = new Measurement();
        var page = await MakeAsync(spico, talk, SynthesisFormat.Html, cancellationToken);
        var pdf = await MakeAsync(spico, talk, SynthesisFormat.Pdf, cancellationToken);
        measurement.Figures["synthesis"] = pdf.Milliseconds;
        measurement.Figures["synthesis.html"] = page.Milliseconds;
        measurement.Figures["synthesis.size"] = pdf.Bytes / Megabyte;
        measurement.Figures["synthesis.memory"] = Math.Max(pdf.Memory, page.Memory) - before;
        measurement.Figures["memory.server"] = Math.Max(pdf.Memory, page.Memory);
        return [new Outcome($"{messages}", measurement)];
    }

    private Task FillAsync(SpicoPeer spico, StreamId talk, Random random, CancellationToken cancellationToken)
    {
        long posted = 0;
        string[] texts =
        [
            .. Enumerable.Range(0, 200).Select(index =>
                $"Passage n° {index}\u00A0: constantes stables, « bien dormi », pansement refait 👍. "
                + string.Join(' ', Enumerable.Repeat("La douleur est cotée à 2/10 ;", random.Next(1, 8)))),
        ];
        return Progress.ShowAsync(
            "storing", messages, () => Interlocked.Read(ref posted),
            () => Parallel.ForAsync(
                0,
                messages,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (index, cancellation) =>
                {
                    await spico.Organizer.Client.PostAsync(
                        talk, texts[index % texts.Length], cancellationToken: cancellation);
                    Interlocked.Increment(ref posted);
                }));
    }

    private static async Task<(double Milliseconds, double Bytes, double Memory)> MakeAsync(
        SpicoPeer spico,
        StreamId talk,
        SynthesisFormat format,
        CancellationToken cancellationToken)
    {
        SpicoClient client = spico.Organizer.Client;
        var clock = Stopwatch.StartNew();
        Task<Synthesis> making = client.MakeSynthesisAsync(
            talk, new SynthesisSelection { Format = format }, cancellationToken: cancellationToken);
        double most = await PeakMemory.WhileAsync(making, spico.ServerProcesses) / Megabyte;
        Synthesis made = await making;
        if (made.State != SynthesisState.Ready)
        {
            throw new InvalidOperationException($"The synthesis is {made.State}: {made.Refusal}.");
        }

        using var document = new MemoryStream();
        await client.DownloadSynthesisAsync(made, document, cancellationToken: cancellationToken);
        return (clock.Elapsed.TotalMilliseconds, document.Length, most);
    }
}
