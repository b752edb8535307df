using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>
/// A dossier that is to be one with another. Only where it is read and written changes, so that it can be undone; the
/// other dossier and the patient are told by what follows.
/// </summary>
internal sealed class MergeDossierCommand : DossierChange
{
    private readonly StreamId _into;
    private readonly string _reason;
    private long _head;
    private bool _isDecided;

    private MergeDossierCommand(DossierCall call, MergeDossierRequest request, StreamId into)
        : base(call, request.RequestId, request)
    {
        _into = into;
        _reason = request.Reason;
    }

    public override bool NeedsPreparation => true;

    protected override DataClass Class => DataClass.Identity;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        MergeDossierRequest request = call.Command.MergeDossier;
        Error? invalid = call.Check(request.Dossier, request.RequestId)
            ?? DossierLimits.CheckText(request.Reason, "reason", DossierLimits.ReasonCharacters);
        if (invalid is not null)
        {
            return invalid;
        }

        if (!StreamId.TryFrom(request.Into, out StreamId into)
            || into.Kind != StreamKind.Dossier || into == call.Dossier)
        {
            return Refusal.Invalid("into", "The 16 bytes of another dossier.");
        }

        change = new MergeDossierCommand(call, request, into);
        return null;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        DossierFound main = await Call.Services.Dossier(_into).Find(Author);
        _head = main.Head;
        return main.Refusal
            ?? (!main.MayWriteIdentity ? Refusal.NotAccessible("into") : null)
            ?? (main.Absorbed >= DossierLimits.Absorbed
                ? Refusal.LimitReached("into", DossierLimits.Absorbed, "merged dossiers")
                : null)
            ?? (main.MergedInto is not null ? Refusal.WrongState("That dossier was merged itself.") : null);
    }

    protected override Decision DecideOn(DossierState fold)
    {
        // One step: whoever follows a merge is where the dossier goes on.
        if (fold.Identity.Absorbed.Count > 0)
        {
            return Decision.Refuse(Refusal.WrongState("Others were merged into this dossier."));
        }

        if (_isDecided)
        {
            // It could not be written: most likely something has happened in the other.
            return Decision.Refuse(Refusal.Overtaken());
        }

        // Of two that are merged into each other at once, one is.
        _isDecided = true;
        return MergeFacts.Write(Call, fold, _into.ToByteString(), _into, _reason).While(new StreamAt(_into, _head));
    }

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        MergeDossier = new MergeDossierResponse { Position = position },
    };
}
