using System.Diagnostics;
using Spectre.Console;

namespace Spico.Load.Workloads;

/// <summary>How far a run is: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class Progress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs something and shows its progress, from 0 to the total.</summary>
    public static Task ShowAsync(string what, long total, Func<long> done, Func<Task> run) =>
        ShowAsync(what, total, done, async () =>
        {
            await run();
            return true;
        });

    /// <summary>Runs something and shows its progress, from 0 to the total.</summary>
    public static async Task<T> ShowAsync<T>(string what, long total, Func<long> done, Func<Task<T>> run)
    {
        if (!Console.IsOutputRedirected)
        {
            return await AnsiConsole.Progress()
                .AutoClear(true)
                .Columns(
                    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                    new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    ProgressTask bar = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
                    return await FollowAsync(run, BarInterval, () => bar.Value = done());
                });
        }

        var clock = Stopwatch.StartNew();
        return await FollowAsync(run, LineInterval, () =>
            Console.WriteLine($"{what}: {done()} of {total} after {clock.Elapsed.TotalSeconds:0} s"));
    }

    private static async Task<T> FollowAsync<T>(Func<Task<T>> run, TimeSpan interval, Action show)
    {
        Task<T> running = run();
        while (await Task.WhenAny(running, Task.Delay(interval)) != running)
        {
            show();
        }

        return await running;
    }
}
