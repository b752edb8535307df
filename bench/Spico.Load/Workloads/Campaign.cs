using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// Workloads on servers, repeated. Within a repeat every server has its turn, so that whatever the machine does in
/// the meantime is done to all of them.
/// </summary>
internal sealed class Campaign(
    IReadOnlyList<Subject> subjects,
    IReadOnlyList<IWorkload> workloads,
    RunSettings settings,
    int repeats)
{
    /// <summary>Runs everything; each outcome is printed and joins the report.</summary>
    public async Task RunAsync(RunReport report, CancellationToken cancellationToken)
    {
        foreach (IWorkload workload in workloads)
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                // Who came first in the last repeat comes last in this one.
                foreach (Subject subject in repeat % 2 == 0 ? subjects : subjects.Reverse())
                {
                    await RunAsync(report, workload, subject, cancellationToken);
                }
            }
        }
    }

    private async Task RunAsync(
        RunReport report,
        IWorkload workload,
        Subject subject,
        CancellationToken cancellationToken)
    {
        IPeer peer = subject.Create();
        await using (peer)
        {
            IReadOnlyList<Outcome> outcomes;
            try
            {
                outcomes = await workload.RunAsync(peer, settings, cancellationToken);
            }
            catch (Exception exception) when (subjects.Count > 1 && !cancellationToken.IsCancellationRequested)
            {
                // The others are still worth measuring.
                Console.Error.WriteLine(exception);
                outcomes = [new Outcome("failed", new Measurement { Void = $"failed: {exception.Message}" })];
            }

            foreach (Outcome outcome in outcomes)
            {
                report.Add(workload.Name, outcome.Load, peer.Card, outcome.Measurement);
                ConsoleReport.Print(Console.Out, workload.Name, outcome.Load, peer.Card, outcome.Measurement);
            }
        }
    }
}
