using System.Diagnostics;
using Spico.Client;
using Spico.Load.Measuring;
using Spico.Load.Reporting;
using Spico.Load.Sessions;
using Spico.Load.Subjects;
using Spico.Peers;
using Spico.Protocol.V1;

namespace Spico.Load.Workloads;

/// <summary>
/// Several people write to one, in conversations of unlike sizes; then that person searches as fast as answers come, in
/// all the ways there are. What the first search costs, while nothing is indexed yet, is told apart.
/// </summary>
internal sealed class SearchWorkload(int conversations, int messages) : IWorkload
{
    private const int Writers = 8;
    private const int WindowOfOne = 32;
    private const double Megabyte = 1024 * 1024;

    private static readonly string[] Kinds =
        ["often", "beginning", "seldom", "words", "one", "none", "author", "time", "within", "page"];

    public string Name => "search";

    public async Task<IReadOnlyList<Outcome>> RunAsync(
        IPeer peer,
        RunSettings settings,
        CancellationToken cancellationToken)
    {
        var spico = (SpicoPeer)peer;
        await peer.StartAsync(new PeerPlan(1, 1), cancellationToken);
        LoadPerson me = LoadPerson.Named("searching");
        LoadPerson[] writers = [.. Enumerable.Range(0, Writers).Select(i => LoadPerson.Named($"writer {i}"))];
        await spico.Organizer.RegisterAsync([me, .. writers], cancellationToken);
        var words = new InventedWords(settings.Seed);
        List<LoadConversation> talks = await StoreAsync(spico, me, writers, words, cancellationToken);
        await using SpicoClient client =
            await SpicoClient.ConnectAsync(spico.Target.OptionsFor(me.Id, me.Name), cancellationToken);
        var measurement = new Measurement();
        measurement.Figures["search.first"] = await SearchFirstAsync(client, cancellationToken);
        measurement = await SearchAsync(client, new Searches(words, writers, talks, messages), settings, measurement,
            cancellationToken);
        measurement.Figures["memory.server"] = ProcessTrees.MemoryBytes(spico.ServerProcesses) / Megabyte;
        return [new Outcome($"{messages}", measurement)];
    }

    private async Task<List<LoadConversation>> StoreAsync(
        SpicoPeer spico,
        LoadPerson me,
        LoadPerson[] writers,
        InventedWords words,
        CancellationToken cancellationToken)
    {
        int[] sizes = Sizes();
        var talks = new LoadConversation[sizes.Length];
        int[] firsts = new int[sizes.Length];
        for (int i = 1; i < sizes.Length; i++)
        {
            firsts[i] = firsts[i - 1] + sizes[i - 1];
        }

        string[] texts = [.. Enumerable.Range(0, messages).Select(words.Message)];
        long stored = 0;
        await Progress.ShowAsync(
            $"{spico.Card.Name}: storing {messages}", messages, () => Interlocked.Read(ref stored),
            () => Parallel.ForAsync(0, Writers, cancellationToken, async (writer, cancellation) =>
            {
                LoadPerson person = writers[writer];
                await using SpicoClient client = await SpicoClient.ConnectAsync(
                    spico.Target.OptionsFor(person.Id, person.Name), cancellation);
                for (int i = writer; i < sizes.Length; i += Writers)
                {
                    CreateConversationResponse made = await client.CreateGroupAsync(
                        $"searched {i}", [me.Id], cancellationToken: cancellation);
                    Protocol.StreamId.TryFrom(made.Conversation, out Protocol.StreamId talk);
                    talks[i] = new LoadConversation($"searched {i}", talk, [me, person]);
                    var options = new ParallelOptions
                    {
                        MaxDegreeOfParallelism = WindowOfOne,
                        CancellationToken = cancellation,
                    };
                    await Parallel.ForAsync(firsts[i], firsts[i] + sizes[i], options, async (number, _) =>
                    {
                        await client.PostAsync(talk, texts[number], cancellationToken: cancellation);
                        Interlocked.Increment(ref stored);
                    });
                }
            }));
        return [.. talks];
    }

    // The largest has some hundred times as many as the smallest.
    private int[] Sizes()
    {
        double sum = Enumerable.Range(1, conversations).Sum(i => Math.Pow(i, -0.8));
        int[] sizes = [.. Enumerable.Range(1, conversations).Select(i => (int)(messages * Math.Pow(i, -0.8) / sum))];
        sizes[0] += messages - sizes.Sum();
        return sizes;
    }

    private static async Task<double> SearchFirstAsync(SpicoClient client, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var request = new SearchMessagesRequest { Text = InventedWords.OnlyIn(0) };
                await client.SearchMessagesAsync(request, cancellationToken);
                return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
            catch (SpicoException refusal) when (refusal.Error.Retryable)
            {
                // It is being indexed.
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private static async Task<Measurement> SearchAsync(
        SpicoClient client,
        Searches searches,
        RunSettings settings,
        Measurement measurement,
        CancellationToken cancellationToken)
    {
        var timings = new SearchTimings(settings);
        long wrong = 0;
        string next = string.Empty;
        for (int i = 0; timings.GoesOn; i++)
        {
            string kind = Kinds[i % Kinds.Length];
            SearchMessagesRequest request = searches.Of(kind, next);
            long begun = Stopwatch.GetTimestamp();
            SearchMessagesResponse found = await client.SearchMessagesAsync(request, cancellationToken);
            timings.Add(kind, begun);
            next = kind == "often" ? found.Next : next;
            bool isRight = kind switch
            {
                "one" => found.Messages.Count == 1,
                "none" => found.Messages.Count == 0,
                "often" or "page" => found.Messages.Count > 0,
                _ => true,
            };
            wrong += isRight ? 0 : 1;
        }

        timings.AddTo(measurement);
        return wrong == 0 ? measurement : measurement with { Void = $"{wrong} searches found what they should not" };
    }

#pragma warning disable CA5394 // A load that can be repeated, no secret.
    private sealed class Searches(
        InventedWords words, LoadPerson[] writers, List<LoadConversation> talks, int messages)
    {
        private readonly Random _random = new(7);

        public SearchMessagesRequest Of(string kind, string next) => kind switch
        {
            "often" => new() { Text = words.At(3) },
            "page" => new() { Text = words.At(3), Cursor = next },
            "beginning" => new() { Text = words.Pick()[..2] },
            "seldom" => new() { Text = words.At(_random.Next(4_000, 8_000)) },
            "words" => new() { Text = $"{words.Pick()} {words.Pick()} {words.Pick()}" },
            "one" => new() { Text = InventedWords.OnlyIn(_random.Next(messages)).ToUpperInvariant() },
            "none" => new() { Text = "zzzz" },
            "author" => new()
            {
                Text = words.Pick(),
                Authors = { writers[_random.Next(writers.Length)].Id.ToByteString() },
            },
            "time" => new()
            {
                Text = words.Pick(),
                From = DateTimeOffset.UtcNow.AddMinutes(-60).ToUnixTimeMilliseconds(),
                Until = DateTimeOffset.UtcNow.AddSeconds(-_random.Next(60)).ToUnixTimeMilliseconds(),
            },
            _ => new()
            {
                Text = words.Pick(),
                Conversation = talks[_random.Next(talks.Count)].Id.ToByteString(),
            },
        };
    }
#pragma warning restore CA5394
}
