using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// A change to a dossier by somebody who may write what it is about: the right is checked here, the rules of its kind
/// in <see cref="DecideOn"/>.
/// </summary>
internal abstract class DossierChange : IStreamCommand<DossierState>
{
    private FoundSource? _found;

    /// <summary>A command whose fields were checked.</summary>
    /// <param name="call">The command as it came.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="request">The request itself.</param>
    protected DossierChange(DossierCall call, ByteString requestId, IMessage request)
    {
        Call = call;
        Request = RequestId.TryFrom(requestId, out RequestId id) ? id : default;
        Hash = RequestHash.Of((int)call.Command.BodyCase, request);
    }

    public PersonId Author => Call.Caller.Person;

    public RequestId Request { get; }

    public Guid Hash { get; }

    public virtual bool NeedsPreparation => SourceAsked is not null;

    /// <summary>What it is about.</summary>
    protected abstract DataClass Class { get; }

    /// <summary>Whether it may be done in a dossier that was merged into another.</summary>
    protected virtual bool IsOfMergedToo => false;

    /// <summary>Whether it is of the notebook, in which alone who came in an emergency writes.</summary>
    protected virtual bool IsOfNotebook => false;

    /// <summary>The command as it came.</summary>
    protected DossierCall Call { get; }

    /// <summary>The message or urgency that it is to be made of, as asked for; null: of none.</summary>
    protected virtual FactSource? SourceAsked => null;

    /// <summary>The same as it was found.</summary>
    protected FactSource? Source => _found?.Source;

    public virtual async ValueTask<Error?> PrepareAsync()
    {
        _found = SourceAsked is { } asked ? await Call.Services.Sources.FindAsync(Call.Caller, asked) : null;
        return _found?.Refusal;
    }

    public Decision Decide(DossierState fold)
    {
        if (!MayChange(fold))
        {
            return Decision.Refuse(Refusal.NotAccessible("dossier"));
        }

        if (_found?.Dossier is { } about && about != Call.Dossier
            && !fold.Identity.Absorbed.Contains(about.ToByteString()))
        {
            return Decision.Refuse(Refusal.WrongState("The conversation is about another patient."));
        }

        return IsOfMergedToo || fold.Identity.MergedInto.IsEmpty
            ? WithReadModels(fold, Link(fold, DecideOn(fold)))
            : Decision.Refuse(Refusal.WrongState("The dossier was merged into another."));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) =>
        Answer(outcome, new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq });

    /// <summary>What it is about, where only the dossier tells.</summary>
    protected virtual DataClass ClassIn(DossierState fold) => Class;

    /// <summary>Whether it is the author's own affair, for which they need no right to write.</summary>
    protected virtual bool IsOwnToo(DossierState fold) => false;

    /// <summary>The answer, from what was written and where that ends.</summary>
    protected abstract Reply Answer(in RequestOutcome outcome, Position position);

    /// <summary>Rules, then facts. Pure: reads the fold and changes nothing.</summary>
    protected abstract Decision DecideOn(DossierState fold);

    private bool MayChange(DossierState fold) =>
        (IsOfNotebook || fold.Accesses.Find(Author) is not { Kind: AccessKind.Emergency })
        && (Call.MayWrite(fold, ClassIn(fold)) || (fold.RightOf(Author) is not null && IsOwnToo(fold)));

    private Decision WithReadModels(DossierState fold, Decision decision) => DossierReadModels.Of(
        Call.Dossier, fold, decision, Author, Call.Now, fold.StructureOf(Author));

    // The conversation learns what its message became.
    private Decision Link(DossierState fold, Decision decision) =>
        Source is { } source && decision.Reply is null && StreamId.TryFrom(source.Stream, out StreamId conversation)
            ? decision.With(new ConsequenceRow(
                Call.Dossier, fold.Head.Seq + 1, conversation, ConsequenceKind.MessageFiled, Author))
            : decision;

    /// <summary>A fact of the change's class.</summary>
    protected FactDraft Fact(Fact body) => new(body, Class);
}
