using System.Diagnostics;

namespace Spico.Load.Sessions;

/// <summary>Everybody writes in their conversations, a few messages at once each, for a while.</summary>
internal sealed class SteadyLoad(LoadRun run, int window, int textBytes, int seed)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz ";
    private long _sent;

    public long Sent => Interlocked.Read(ref _sent);

    public async Task RunAsync(TimeSpan duration, TimeSpan warmth, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        List<Task> writers = [];
        int number = 0;
        foreach (LoadPerson person in run.Conversations.SelectMany(each => each.Members).Distinct())
        {
            LoadConversation[] own = [.. run.Conversations.Where(each => each.Members.Contains(person))];
            for (int i = 0; i < window; i++)
            {
                // A writer keeps to its own share of the conversations, so that nobody overtakes themselves.
                LoadConversation[] share = [.. own.Where((_, index) => index % window == i)];
                if (share.Length > 0)
                {
                    var random = new Random((seed * 100_003) + number++);
                    writers.Add(WriteAsync(run[person], share, random, clock, duration, cancellationToken));
                }
            }
        }

        // What the first messages take says nothing about the others: code is being compiled.
        await Task.Delay(warmth, cancellationToken);
        run.Arrivals.ForgetTimes();
        await Task.WhenAll(writers);
    }

    private async Task WriteAsync(
        LoadSession session,
        LoadConversation[] conversations,
        Random random,
        Stopwatch clock,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (clock.Elapsed < duration)
        {
            LoadConversation conversation = conversations[random.Next(conversations.Length)];
            string text = $"{Interlocked.Increment(ref _sent)} {random.GetString(Letters, textBytes)}"[..textBytes];
            await session.PostAsync(conversation, text, cancellationToken);
        }
    }
}
