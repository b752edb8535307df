using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Kind = Spico.Protocol.V1.AdministrativeValue.ValueOneofCase;

namespace Spico.Silo.Dossiers.Administration;

/// <summary>Administrative information to set: all of a request or nothing, each value with the one before.</summary>
internal sealed class ChangeAdministrationCommand : DossierChange
{
    private readonly ChangeAdministrationRequest _request;

    private ChangeAdministrationCommand(DossierCall call, ChangeAdministrationRequest request)
        : base(call, request.RequestId, request) => _request = request;

    public override bool NeedsPreparation =>
        _request.Changes.Any(change => change.After?.ValueCase == Kind.Person);

    protected override DataClass Class => DataClass.Identity;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeAdministrationRequest request = call.Command.ChangeAdministration;
        Error? invalid = call.Check(request.Dossier, request.RequestId)
            ?? AdministrativeFields.Check(request.Changes)
            ?? DossierLimits.CheckLength(request.Reason, "reason", DossierLimits.ReasonCharacters);
        change = invalid is null ? new ChangeAdministrationCommand(call, request) : null;
        return invalid;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        foreach (AdministrativeChange change in _request.Changes)
        {
            if (change.After?.ValueCase == Kind.Person
                && PersonId.TryFrom(change.After.Person, out PersonId person)
                && await Call.Services.FindPersonAsync(person) is null)
            {
                return Refusal.Invalid("changes.after.person", "Somebody who is registered.");
            }
        }

        return null;
    }

    protected override Decision DecideOn(DossierState fold)
    {
        var changed = new AdministrationChanged { Reason = _request.Reason };
        foreach (AdministrativeChange change in _request.Changes)
        {
            AdministrativeEntry? known = fold.Administration.Find(change.Field);
            if (!AdministrativeFields.AreSame(change.Before, known?.Value))
            {
                // Nobody overwrites what they have not seen.
                return Decision.Refuse(PersonId.TryFrom(FirstOf(fold, change.Field, known), out PersonId first)
                    ? Refusal.Taken(first)
                    : Refusal.WrongState("The value was taken away meanwhile."));
            }

            AdministrativeValue? after = AdministrativeFields.OrNone(change.After);
            changed.Entries.Add(new AdministrativeEntry
            {
                Field = change.Field,
                Value = after,
                ChangedBy = Author.ToByteString(),
                ChangedAt = Call.Now,
            });
            changed.Changes.Add(new AdministrativeChange
            {
                Field = change.Field,
                Before = known?.Value,
                After = after,
            });
        }

        return Decision.Write(Fact(new Fact { AdministrationChanged = changed }));
    }

    private static ByteString? FirstOf(
        DossierState fold, AdministrativeField field, AdministrativeEntry? known) => known is null
        ? fold.Ended.Find(Protocol.V1.Fact.BodyOneofCase.AdministrationChanged, (ulong)field)?.By
        : known.ChangedBy;

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeAdministration = new ChangeAdministrationResponse { Position = position },
    };
}
