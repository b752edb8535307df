using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Identity;

/// <summary>A dossier that is to be on its own again.</summary>
internal sealed class SeparateDossierCommand : DossierChange
{
    private readonly string _reason;

    private SeparateDossierCommand(DossierCall call, SeparateDossierRequest request)
        : base(call, request.RequestId, request) => _reason = request.Reason;

    protected override DataClass Class => DataClass.Identity;

    protected override bool IsOfMergedToo => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        SeparateDossierRequest request = call.Command.SeparateDossier;
        Error? invalid = call.Check(request.Dossier, request.RequestId)
            ?? DossierLimits.CheckText(request.Reason, "reason", DossierLimits.ReasonCharacters);
        change = invalid is null ? new SeparateDossierCommand(call, request) : null;
        return invalid;
    }

    protected override Decision DecideOn(DossierState fold) =>
        StreamId.TryFrom(fold.Identity.MergedInto, out StreamId main)
            ? MergeFacts.Write(Call, fold, ByteString.Empty, main, _reason)
            : Decision.Refuse(Refusal.WrongState("The dossier is on its own."));

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        SeparateDossier = new SeparateDossierResponse { Position = position },
    };
}
