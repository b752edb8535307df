using CsCheck;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Traces;
using Spico.Silo.Traces.Verification;

namespace Spico.Silo.Tests.Traces;

/// <summary>
/// Random chains of traces, of which one thing is changed by somebody who can read and write everything in the store,
/// and cannot change the checkpoint outside it.
/// </summary>
public sealed class TraceChainTests
{
    private static readonly StreamId Stream = StreamId.TracesOf(PersonId.New());

    private enum Tampering
    {
        Reason,
        Outcome,
        Who,
        When,
        Author,
        Link,
        RemoveAndLeaveAGap,
        RemoveAndCloseUp,
        Swap,
        Cut,
        RemoveAll,
        EditAndChainAgain,
        RemoveAndChainAgain,
    }

    [Fact]
    public void Whatever_is_edited_removed_swapped_or_cut_off_is_found() => Gen
        .Select(Gen.Int[1, 20], Gen.Enum<Tampering>(), Gen.Int[0, 1_000], Gen.Int[1, 1_000])
        .Sample(
            (length, tampering, place, distance) =>
            {
                List<StoredTrace> chain = Chained([.. Enumerable.Range(1, length).Select(Trace)]);
                Assert.Empty(Verify(chain, chain, length));
                if (Tamper(chain, tampering, place % length, distance) is { } tampered)
                {
                    Assert.NotEmpty(Verify(tampered, chain, tampered.Count));
                }
            },
            iter: 500);

    [Fact]
    public void What_was_lost_with_an_epoch_is_told_apart()
    {
        List<StoredTrace> chain = Chained([.. Enumerable.Range(1, 3).Select(Trace)]);
        Assert.Equal(TraceFault.Cut, Assert.Single(Verify(chain[..2], chain, 2)).Fault);
        Assert.Equal(TraceFault.CutByRestore, Assert.Single(Verify(chain[..2], chain, 2, epoch: 2)).Fault);
    }

    [Fact]
    public void What_grew_again_after_a_restore_is_told_apart_from_what_was_changed()
    {
        List<StoredTrace> lost = Chained([.. Enumerable.Range(1, 5).Select(Trace)]);
        List<StoredTrace> grown = Chained(
            [.. lost[..3], .. Enumerable.Range(4, 4).Select(Trace)]);
        TraceFinding found = Assert.Single(Verify(grown, [Head(1, lost[^1]), Head(2, grown[^1])]));
        Assert.Equal((5, TraceFault.CutByRestore), (found.Number, found.Fault));

        // The same, and nothing of the later epoch answers for what is there.
        Assert.Equal(TraceFault.Differs, Assert.Single(Verify(grown, [Head(1, lost[^1])])).Fault);
        Assert.All(
            Verify(grown, [Head(1, lost[^1]), Head(2, lost[^1])]), one => Assert.Equal(TraceFault.Differs, one.Fault));
        Assert.All(
            Verify(grown, [Head(2, lost[^1]), Head(1, grown[^1])]), one => Assert.Equal(TraceFault.Differs, one.Fault));

        static List<TraceFinding> Verify(List<StoredTrace> traces, TraceHead[] attested)
        {
            List<TraceFinding> findings = [];
            var chain = new TraceChain(Stream, attested, 2, findings);
            traces.ForEach(chain.Take);
            chain.End(traces.Count);
            return findings;
        }

        static TraceHead Head(uint epoch, StoredTrace trace) => new(epoch, trace.Seq, trace.HashIn(Stream));
    }

    private static List<StoredTrace>? Tamper(List<StoredTrace> chain, Tampering how, int at, int distance)
    {
        StoredTrace old = chain[at];
        int other = (at + distance) % chain.Count;
        List<StoredTrace> without = [.. chain[..at], .. chain[(at + 1)..]];
        return how switch
        {
            Tampering.Reason => Edit(trace => trace.Trace.Reason += "x"),
            Tampering.Outcome => Edit(trace => trace.Trace.Outcome = Protocol.V1.ErrorCode.NotAccessible),
            Tampering.Who => Edit(trace => trace.Trace.Person = PersonId.New().ToByteString()),
            Tampering.When => Put(old with { At = old.At + distance }),
            Tampering.Author => Put(old with { Author = PersonId.New() }),
            Tampering.Link => Edit(trace => trace.Previous = ByteString.CopyFrom([.. trace.Previous.Span, 1])),
            Tampering.RemoveAndLeaveAGap => without,
            Tampering.RemoveAndCloseUp => Renumbered(without),
            Tampering.Swap when other == at => null,
            Tampering.Swap => Renumbered(
                [.. chain.Select((trace, i) => i == at ? chain[other] : i == other ? old : trace)]),
            Tampering.Cut => chain[..at],
            Tampering.RemoveAll => [],
            Tampering.EditAndChainAgain => Chained(Edit(trace => trace.Trace.Device = "other")),
            Tampering.RemoveAndChainAgain => Chained(Renumbered(without)),
            _ => throw new InvalidDataException(),
        };

        List<StoredTrace> Put(StoredTrace changed) => [.. chain[..at], changed, .. chain[(at + 1)..]];

        List<StoredTrace> Edit(Action<AccessTraced> edit)
        {
            AccessTraced edited = old.Body.Clone();
            edit(edited);
            return Put(old with { Body = edited });
        }
    }

    private static List<TraceFinding> Verify(
        List<StoredTrace> traces, List<StoredTrace> attested, long head, uint epoch = 1)
    {
        List<TraceFinding> findings = [];
        StoredTrace last = attested[^1];
        var chain = new TraceChain(
            Stream, [new TraceHead(1, last.Seq, last.HashIn(Stream))], epoch, findings);
        traces.ForEach(chain.Take);
        chain.End(head);
        return findings;
    }

    private static StoredTrace Trace(int seq) => new(seq, 1_000 + seq, PersonId.New(), new AccessTraced
    {
        Trace = new AccessTrace { Kind = TraceKind.Command, Command = 211, Reason = $"visit {seq}" },
    });

    private static List<StoredTrace> Renumbered(List<StoredTrace> traces) =>
        [.. traces.Select((trace, i) => trace with { Seq = i + 1 })];

    private static List<StoredTrace> Chained(List<StoredTrace> traces)
    {
        var chained = new List<StoredTrace>();
        foreach (StoredTrace trace in traces)
        {
            AccessTraced body = trace.Body.Clone();
            body.Previous = chained.Count == 0 ? ByteString.Empty : ByteString.CopyFrom(chained[^1].HashIn(Stream));
            chained.Add(trace with { Body = body });
        }

        return chained;
    }
}
