using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// An order to erase a stream: the fact of the register, the end of the key and of what lists know are one transaction.
/// What is left is removed by its consequence. A dossier goes with those that were merged into it, a fact each; what
/// agendas and private memos tell of its patient is forgotten there, by consequences too.
/// </summary>
/// <param name="author">Who orders it.</param>
/// <param name="request">The request's id.</param>
/// <param name="order">What is to be erased, and why.</param>
/// <param name="services">The store, and the time.</param>
/// <param name="idleSince">Of a purge: nothing may have happened in the stream since; else null.</param>
internal sealed class EraseStreamCommand(
    PersonId author, RequestId request, StreamErased order, StreamServices services, long? idleSince = null)
    : IStreamCommand<RegisterState>
{
    private bool _isErased;
    private bool _isDecided;
    private List<DossierReach> _dossiers = [];
    private StreamId? _main;
    private StreamAt[] _onlyWhile = [];

    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.EraseStreamFieldNumber, order);

    public bool NeedsPreparation => true;

    /// <summary>What it erases: the stream, and what is one with it.</summary>
    public IReadOnlyList<StreamId> Streams =>
        _dossiers.Count == 0 ? [Stream] : [.. _dossiers.Select(one => one.Dossier)];

    /// <summary>Whether what is merged with it has orders of its own, as after a backup was restored.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Of traces: the dossier that they are of, whose holds are theirs.</summary>
    public StreamId? TracesOf { get; init; }

    private StreamId Stream => StreamId.TryFrom(order.Stream, out StreamId stream) ? stream : default;

    /// <summary>Reads an order of an administrator, or says what is wrong with it.</summary>
    public static Error? TryRead(
        PersonId author, EraseStreamRequest request, StreamServices services, out EraseStreamCommand? command)
    {
        command = null;
        Error? invalid = RetentionFields.Check(request.RequestId, request.Stream, request.Reason);
        if (invalid is null)
        {
            _ = RequestId.TryFrom(request.RequestId, out RequestId id);
            var order = new StreamErased { Stream = request.Stream, Reason = request.Reason };
            command = new EraseStreamCommand(author, id, order, services);
        }

        return invalid;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        StreamRow? row = await services.Storage.Store.ReadStreamAsync(Stream);
        _isErased = row is { WrappedKey.Length: 0 };
        if (row is null || _isErased)
        {
            return row is null ? Refusal.NotAccessible("stream") : null;
        }

        _dossiers = Stream.Kind == StreamKind.Dossier
            ? await DossierReach.FindAsync(services, Stream, IsAlone)
            : [];
        _main = IsAlone ? null : _dossiers.FirstOrDefault()?.MergedInto;
        // What was looked at is what is erased: a dossier with what it has absorbed and where it is told of by then,
        // and of a purge what is idle still.
        List<StreamAt> onlyWhile = [.. _dossiers.Select(one => new StreamAt(one.Dossier, one.At.Head))];
        if (idleSince is { } since)
        {
            List<StreamRow> idle = [.. _dossiers.Select(one => one.At), row];
            if (_main is { } main
                && await services.Storage.Store.ReadStreamAsync(main) is { WrappedKey.Length: > 0 } goesOn)
            {
                // What happens where it goes on happens to it.
                idle.Add(goesOn);
                onlyWhile.Add(new StreamAt(main, goesOn.Head));
            }

            if (idle.Exists(one => one.ActiveAt >= since))
            {
                return Refusal.WrongState("Something has happened in the stream meanwhile.");
            }

            if (_dossiers.Count == 0)
            {
                onlyWhile.Add(new StreamAt(Stream, row.Head));
            }
        }

        _onlyWhile = [.. onlyWhile];
        return null;
    }

    /// <summary>Whether something of it, or that it is part of or told of in, is held. Once it is prepared.</summary>
    public bool IsHeldIn(RegisterState fold) =>
        Streams.Concat(_dossiers.SelectMany(one => one.Told)).Any(fold.IsHeld)
        || (_main is { } main && fold.IsHeld(main))
        || (TracesOf is { } traced && fold.IsHeld(traced));

    public Decision Decide(RegisterState fold)
    {
        if (_isErased)
        {
            return Decision.Unchanged(new Reply { EraseStream = new EraseStreamResponse { Already = true } });
        }

        StreamId[] streams = [.. Streams];
        if (IsHeldIn(fold))
        {
            return Decision.Refuse(Refusal.Held());
        }

        if (_isDecided && _onlyWhile.Length > 0)
        {
            // It could not be written: most likely something has happened there.
            return Decision.Refuse(Refusal.Overtaken());
        }

        _isDecided = true;
        FactDraft[] facts = Array.ConvertAll(streams, Fact);
        long seq = fold.Head.Seq + 1;
        return Decision.Write(
            facts,
            [],
            [.. streams.SelectMany((stream, place) => Consequences(stream, seq + place))],
            [.. streams.SelectMany(
                (stream, place) => ErasureRows.Of(stream, seq + place, services.Now, order.Retention))])
            .While(_onlyWhile);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new() { EraseStream = new EraseStreamResponse() };

    private FactDraft Fact(StreamId stream)
    {
        StreamErased erased = order.Clone();
        erased.Stream = stream.ToByteString();
        return new FactDraft(new Fact { StreamErased = erased }, DataClass.Unspecified);
    }

    private IEnumerable<ConsequenceRow> Consequences(StreamId stream, long seq) =>
    [
        new ConsequenceRow(StreamId.Register, seq, stream, ConsequenceKind.StreamErased, author),
        .. (_dossiers.Find(one => one.Dossier == stream)?.Told ?? []).Select(told =>
            new ConsequenceRow(StreamId.Register, seq, told, ConsequenceKind.DossierErased, author)),
    ];
}
