using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// A stream is to be held whatever its age, or no longer. Whoever holds a dossier holds its traces, also when it was
/// erased and they are what is left; they may be held alone.
/// </summary>
internal sealed class SetLegalHoldCommand : IStreamCommand<RegisterState>
{
    private readonly SetLegalHoldRequest _request;
    private readonly StreamId _stream;
    private readonly ILogStore _store;

    private SetLegalHoldCommand(PersonId author, RequestId id, SetLegalHoldRequest request, ILogStore store)
    {
        Author = author;
        Request = id;
        Hash = RequestHash.Of(Command.SetLegalHoldFieldNumber, request);
        _request = request;
        _stream = StreamId.TryFrom(request.Stream, out StreamId stream) ? stream : default;
        _store = store;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        PersonId author, SetLegalHoldRequest request, ILogStore store, out SetLegalHoldCommand? command)
    {
        command = null;
        Error? invalid = RetentionFields.Check(
            request.RequestId, request.Stream, request.Reason, isOfTracesToo: true);
        _ = RequestId.TryFrom(request.RequestId, out RequestId id);
        command = invalid is null ? new SetLegalHoldCommand(author, id, request, store) : null;
        return invalid;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        StreamRow? row = await _store.ReadStreamAsync(_stream);
        if (row is null)
        {
            return Refusal.NotAccessible("stream");
        }

        // What is left of an erased dossier are its traces.
        return row.WrappedKey.Length == 0
            && await ErasedStreams.FindAsync(_store, _stream) is { } at
            && !(_stream.Kind == StreamKind.Dossier
                && await _store.ReadStreamAsync(StreamId.TracesOf(_stream)) is { WrappedKey.Length: > 0 })
            ? Refusal.Erased(at)
            : null;
    }

    public Decision Decide(RegisterState fold)
    {
        if (fold.IsHeld(_stream) == _request.Held)
        {
            return Decision.Unchanged(new Reply { SetLegalHold = new SetLegalHoldResponse { Already = true } });
        }

        if (_request.Held && fold.HeldCount >= RetentionLimits.Held)
        {
            return Decision.Refuse(Refusal.LimitReached("stream", RetentionLimits.Held, "streams held"));
        }

        var hold = new LegalHoldSet { Stream = _request.Stream, Held = _request.Held, Reason = _request.Reason };
        return Decision.Write(new FactDraft(new Fact { LegalHoldSet = hold }, DataClass.Unspecified));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new() { SetLegalHold = new SetLegalHoldResponse() };
}
