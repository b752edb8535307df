using System.Diagnostics;
using Spico.Load.Chat;

namespace Spico.Load.Sessions;

/// <summary>
/// Plays chat logs: the lines of a conversation in their order, several on their way at once, those of one speaker
/// one after the other.
/// </summary>
/// <param name="run">Connected, with a conversation for each log.</param>
/// <param name="logs">What was said.</param>
/// <param name="window">Lines of a conversation on their way at once.</param>
/// <param name="pace">How many times as fast as it was said; null: as fast as accepted.</param>
internal sealed class Replay(LoadRun run, IReadOnlyList<ChatLog> logs, int window, double? pace)
{
    public Task PlayAsync(CancellationToken cancellationToken) => Task.WhenAll(
        logs.Zip(run.Conversations, (log, conversation) => PlayAsync(log, conversation, cancellationToken)));

    private async Task PlayAsync(ChatLog log, LoadConversation conversation, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var speakers = conversation.Members.ToDictionary(member => member.Name, member => run[member]);
        Dictionary<string, Task> speaking = [];
        using var room = new SemaphoreSlim(window);
        foreach (ChatLine line in log.Lines)
        {
            if (pace is { } times && TimeSpan.FromMinutes(line.Minute / times) - clock.Elapsed is var wait &&
                wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, cancellationToken);
            }

            await speaking.GetValueOrDefault(line.Speaker, Task.CompletedTask);
            await room.WaitAsync(cancellationToken);
            speaking[line.Speaker] = SayAsync(speakers[line.Speaker], conversation, line.Text, room, cancellationToken);
        }

        await Task.WhenAll(speaking.Values);
    }

    private static async Task SayAsync(
        LoadSession speaker,
        LoadConversation conversation,
        string text,
        SemaphoreSlim room,
        CancellationToken cancellationToken)
    {
        try
        {
            await speaker.PostAsync(conversation, text, cancellationToken);
        }
        finally
        {
            room.Release();
        }
    }
}
