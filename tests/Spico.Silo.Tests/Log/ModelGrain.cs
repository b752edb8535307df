using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <summary>
/// Writes requests to one stream as a grain must: a window of them in flight; after a loss it waits for every outcome,
/// reads the store, takes those found for done and decides the others again on a new chain.
/// </summary>
internal sealed class ModelGrain(FaultyLogStore store, ILog log)
{
    private readonly PersonId _author = PersonId.New();
    private readonly TestStream _stream = new();
    private readonly List<Append> _durable = [];
    private readonly List<Append> _lost = [];

    public StreamId Stream => _stream.Id;

    public async Task WriteAsync(int requests, int window)
    {
        Queue<RequestId> waiting = new(Enumerable.Range(0, requests).Select(_ => RequestId.New()));
        while (waiting.Count > 0)
        {
            List<FactRow> facts = store.Facts(Stream);
            waiting = new(waiting.Where(request => !facts.Exists(fact => fact.Request == request)));
            _stream.Begin(facts.Count, Math.Max(0, facts.Count - 1));
            await WriteUntilLossAsync(waiting, window);
        }
    }

    /// <summary>What the stream must look like in the end.</summary>
    public void Check(List<Append> committed)
    {
        List<FactRow> facts = store.Facts(Stream);
        Assert.Equal(Enumerable.Range(1, facts.Count).Select(seq => (long)seq), facts.Select(fact => fact.Seq));
        Assert.Equal(facts.Count, facts.Select(fact => (fact.Author, fact.Request)).Distinct().Count());
        Assert.All(_durable, append => Assert.Same(append.Facts[0], facts[(int)append.Facts[0].Seq - 1]));
        Assert.All(_lost, append => Assert.DoesNotContain(append.Facts[0], facts));
        Assert.Equal(
            _durable.OrderBy(append => append.Expected), committed.Where(append => append.Stream == Stream));
    }

    private async Task WriteUntilLossAsync(Queue<RequestId> waiting, int window)
    {
        Queue<(Append Append, RequestId? Request)> inFlight = new();
        bool isLost = false;
        while (inFlight.Count > 0 || (waiting.Count > 0 && !isLost))
        {
            while (!isLost && inFlight.Count < window && (waiting.Count > 0 || _stream.Head == 0))
            {
                RequestId? request = _stream.Head == 0 ? null : waiting.Peek();
                Append append = request is { } id ? _stream.Post(_author, id) : _stream.Open();
                _ = request is null ? default : waiting.Dequeue();
                inFlight.Enqueue((append, request));
                log.Append(append);
            }

            (Append first, RequestId? asked) = inFlight.Dequeue();
            AppendOutcome outcome = await first.Outcome.Task;
            isLost |= outcome != AppendOutcome.Durable;
            if (outcome == AppendOutcome.Durable)
            {
                Assert.False(isLost, "An append was written after one of its chain was lost.");
                _durable.Add(first);
                continue;
            }

            _lost.Add(first);
            if (asked is { } again)
            {
                waiting.Enqueue(again);
            }
        }
    }
}
