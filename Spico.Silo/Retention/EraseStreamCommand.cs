using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// An order to erase a stream: the fact of the register, the end of the key and of what lists know are one transaction.
/// What is left is removed by its consequence.
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

    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.EraseStreamFieldNumber, order);

    public bool NeedsPreparation => true;

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
        return row is null ? Refusal.NotAccessible("stream")
            : idleSince is { } since && row.ActiveAt >= since && !_isErased
                ? Refusal.WrongState("Something has happened in the stream meanwhile.")
            : null;
    }

    public Decision Decide(RegisterState fold)
    {
        if (_isErased)
        {
            return Decision.Unchanged(new Reply { EraseStream = new EraseStreamResponse { Already = true } });
        }

        if (fold.IsHeld(Stream))
        {
            return Decision.Refuse(Refusal.WrongState("A legal hold is on the stream."));
        }

        long seq = fold.Head.Seq + 1;
        return Decision.Write(
            [new FactDraft(new Fact { StreamErased = order }, DataClass.Unspecified)],
            [],
            [new ConsequenceRow(StreamId.Register, seq, Stream, ConsequenceKind.StreamErased, author)],
            ErasureRows.Of(Stream, seq, services.Now, order.Retention));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new() { EraseStream = new EraseStreamResponse() };
}
