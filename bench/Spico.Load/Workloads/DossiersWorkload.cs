using System.Diagnostics;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Peers;

namespace Spico.Load.Workloads;

/// <summary>
/// The store is filled with dossiers, and the server killed and started again: what does opening one cost that nobody
/// has opened since, adding a fact to it, and what somebody with many dossiers reads across them? A server with few
/// dossiers takes turns with it, step by step: a machine that slows down for a while does so for both.
/// </summary>
internal sealed class DossiersWorkload(int size, int smallSize, int facts, int mine) : IWorkload
{
    // A young server compiles what it runs often anew: its first openings cost twice what later ones do.
    private const int Warming = 700;
    private const int Opened = 900;
    private const int Traced = 400;

    public string Name => "dossiers";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await using SpicoPeer another = spico.Another($"{spico.Card.Name}-small");
        await using var small = new FilledStore(another, smallSize, facts, mine, settings.Seed);
        await using var large = new FilledStore(spico, size, facts, mine, settings.Seed);
        FilledStore[] stores = size > smallSize ? [small, large] : [large];
        foreach (FilledStore store in stores)
        {
            await store.FillAsync(cancellationToken);
        }

        foreach (FilledStore store in stores)
        {
            await store.RestartAsync(cancellationToken);
        }

        await MeasureAsync(stores, settings, cancellationToken);
        foreach (FilledStore store in stores)
        {
            await store.CountTracesAsync(Traced, cancellationToken);
        }

        List<Outcome> outcomes = [];
        foreach (FilledStore store in stores)
        {
            Measurement? smaller = outcomes.Count > 0 ? outcomes[0].Measurement : null;
            outcomes.Add(new Outcome($"dossiers/{store.Size}", store.Conclude(smaller)));
        }

        return outcomes;
    }

    private static async Task MeasureAsync(
        FilledStore[] stores,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        await InTurnsAsync(stores, i => i < Warming, store => store.OpenOneAsync(cancellationToken));
        var clock = Stopwatch.StartNew();
        await InTurnsAsync(
            stores, _ => clock.Elapsed < settings.WarmUp, store => store.ReadAcrossAsync(cancellationToken));
        foreach (FilledStore store in stores)
        {
            store.BeginMeasuring();
        }

        await InTurnsAsync(stores, i => i < Opened, store => store.OpenOneAsync(cancellationToken));
        clock.Restart();
        await InTurnsAsync(
            stores, _ => clock.Elapsed < settings.Duration, store => store.ReadAcrossAsync(cancellationToken));
    }

    private static async Task InTurnsAsync(FilledStore[] stores, Func<int, bool> goesOn, Func<FilledStore, Task> step)
    {
        for (int i = 0; goesOn(i); i++)
        {
            foreach (FilledStore store in stores)
            {
                await step(store);
            }
        }
    }
}
