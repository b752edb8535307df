using Spico.Client;
using Spico.Load.Driving;
using Spico.Load.Reporting;
using Spico.Load.Sessions;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// A thousand conversations are active among more and more that are only stored: does posting to them cost more?
/// </summary>
internal sealed class StoredConversationsWorkload(IReadOnlyList<int> sizes, int active) : IWorkload
{
    private const int Fillers = 32;
    private const int WindowOfOne = 16;

    // Far from what the server can do: what is asked is the cost of a post, not a queue.
    private const int Rate = 500;

    public string Name => "growth";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        var plan = new PeerPlan(active, 1);
        await using Trial trial = await Trial.StartAsync(peer, plan, settings, cancellationToken);
        await trial.ConnectAsync([.. Enumerable.Range(0, plan.Members)], cancellationToken);
        int stored = active;
        Measurement? first = null;
        foreach (int size in sizes)
        {
            await FillAsync(spico, size - stored, cancellationToken);
            stored = Math.Max(stored, size);
            await spico.Target.RestStoreAsync(cancellationToken);
            Measurement measurement = await trial.RunAsync(
                LoadShape.Open(Rate), cancellationToken, $"conversations/{size}");
            first ??= measurement;
            Compare(measurement, first);
        }

        return await trial.JudgeAsync(cancellationToken);
    }

    private static void Compare(Measurement measurement, Measurement first)
    {
        measurement.Figures["post"] = measurement.Figures.GetValueOrDefault("ack.p50");
        measurement.Figures["post.growth"] =
            measurement.Figures["post"] / first.Figures.GetValueOrDefault("ack.p50", 1);
        if (measurement.Figures.TryGetValue("cpu", out double cpu) && first.Figures.TryGetValue("cpu", out double was))
        {
            measurement.Figures["cpu.growth"] = cpu / was;
        }
    }

    private static async Task FillAsync(SpicoPeer spico, int count, CancellationToken cancellationToken)
    {
        if (count <= 0)
        {
            return;
        }

        // Several people own them: an inbox of a million conversations is another question.
        LoadPerson[] people = [.. Enumerable.Range(0, Fillers).Select(i => LoadPerson.Named($"filler {i}"))];
        await spico.Organizer.RegisterAsync(people, cancellationToken);
        long made = 0;
        await Progress.ShowAsync(
            $"{spico.Card.Name}: storing conversations", count, () => Interlocked.Read(ref made),
            () => Parallel.ForEachAsync(
                people.Select((person, index) => (person, index)), cancellationToken, async (filler, cancellation) =>
                {
                    await using SpicoClient client = await SpicoClient.ConnectAsync(
                        spico.Target.OptionsFor(filler.person.Id, filler.person.Name), cancellation);
                    int share = (count / Fillers) + (filler.index < count % Fillers ? 1 : 0);
                    await Parallel.ForAsync(
                        0,
                        share,
                        new ParallelOptions
                        {
                            MaxDegreeOfParallelism = WindowOfOne,
                            CancellationToken = cancellation,
                        },
                        async (number, _) =>
                        {
                            await client.CreateGroupAsync(
                                $"stored {number}", Array.Empty<Protocol.PersonId>(), cancellationToken: cancellation);
                            Interlocked.Increment(ref made);
                        });
                }));
    }
}
