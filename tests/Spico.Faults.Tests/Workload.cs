using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Faults.Tests;

/// <summary>
/// People who talk without a pause, over every door, while faults happen: several senders and readers a conversation,
/// each sender a few messages at once. Judged at the end.
/// </summary>
internal sealed class Workload : IAsyncDisposable
{
    private const int Conversations = 4;
    private const int SendsAtOnce = 4;

    // What was acknowledged in a run, at least: fewer say nothing.
    private const int AcksMin = 1000;

    private readonly Clinic _clinic;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _senders = [];
    private long _acked;
    private long _unknown;
    private int _numbers;

    private Workload(Clinic clinic) => _clinic = clinic;

    /// <summary>The settings of a server under load: without limits on the rate.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string> { ["Spico:Limits:Profile"] = "load" };

    /// <summary>Messages acknowledged so far.</summary>
    public long Acked => Volatile.Read(ref _acked);

    /// <summary>Messages whose outcome nobody was told.</summary>
    public long Unknown => Volatile.Read(ref _unknown);

    /// <summary>Everybody signs in, opens conversations and begins to talk.</summary>
    public static async Task<Workload> StartAsync(Func<NodeDoors> doors, TestTokens tokens)
    {
        var load = new Workload(new Clinic(doors, tokens, Way.WebSocket));
        for (int number = 0; number < Conversations; number++)
        {
            await load.OpenConversationAsync(number);
        }

        return load;
    }

    /// <summary>As above, on one node.</summary>
    public static Task<Workload> StartAsync(SpicoNode node) => StartAsync(() => node.Doors, node.Tokens);

    /// <summary>Waits until so many more messages are acknowledged.</summary>
    public async Task Acks(int more, string phase)
    {
        long target = Acked + more;
        await Eventually.Becomes(
            $"{more} more messages are acknowledged {phase}",
            () => Acked,
            acked => acked >= target,
            $"{target}");
    }

    /// <summary>Something goes wrong for a while; the history knows when.</summary>
    public async Task Suffers(string fault, string target, Func<Task> during)
    {
        await Acks(200, $"before {fault}");
        Checker.HistoryWriter harness = _clinic.History.AddHarness();
        long begun = harness.FaultBegin(fault, target);
        await during();
        harness.FaultEnd(begun);
    }

    /// <summary>The senders stop, everything live must arrive, and the history is judged.</summary>
    public async Task<Checker.CheckReport> Judge(int faultsMin = 1)
    {
        if (Acked < AcksMin)
        {
            await Acks(AcksMin - (int)Acked, "before the end");
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_senders);
        return await _clinic.Judge(new Checker.CheckerOptions { AcksMin = AcksMin, FaultsMin = faultsMin });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _clinic.DisposeAsync();
        await Task.WhenAll(_senders);
        _stopping.Dispose();
    }

    private async Task OpenConversationAsync(int number)
    {
        Way[] ways = [Way.WebSocket, Way.Tcp, Way.Grpc, Way.WebSocketJson];
        Colleague creator = await _clinic.Admit($"alice {number}", ways[number % ways.Length]);
        Colleague other = await _clinic.Admit($"bob {number}", ways[(number + 1) % ways.Length]);
        Colleague reader = await _clinic.Admit($"chloé {number}", ways[(number + 2) % ways.Length]);
        StreamId group = await creator.StartsGroup($"Groupe {number}", other, reader);
        foreach (Colleague person in new[] { creator, other, reader })
        {
            await person.Opens(group);
        }

        foreach (Colleague person in new[] { creator, other })
        {
            for (int sender = 0; sender < SendsAtOnce; sender++)
            {
                _senders.Add(SendAsync(person, group));
            }
        }
    }

    private async Task SendAsync(Colleague person, StreamId group)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await person.Sends(group, $"message {Interlocked.Increment(ref _numbers)} de {person.Name}");
                Interlocked.Increment(ref _acked);
            }
            catch (SpicoException refused) when (refused.Error.Retryable)
            {
                // The SDK gave up waiting. The message may be there or not: the checker knows which.
                Interlocked.Increment(ref _unknown);
            }
            catch (SpicoException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
