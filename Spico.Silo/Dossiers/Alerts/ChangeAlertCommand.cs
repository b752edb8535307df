using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeAlertRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>Somebody who reads an alert takes note of it, or puts it off. It stands for the others.</summary>
internal sealed class ChangeAlertCommand : DossierChange
{
    private readonly ChangeAlertRequest _request;

    private ChangeAlertCommand(DossierCall call, ChangeAlertRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Coordination;

    /// <summary>The fact of an alert as it is from now on.</summary>
    public static FactDraft Changed(Alert alert) =>
        new(new Fact { AlertChanged = new AlertChanged { Alert = alert } }, alert.DataClass);

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeAlertRequest request = call.Command.ChangeAlert;
        long snoozeMax = call.Now + (long)AlertLimits.SnoozeMax.TotalMilliseconds;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Acknowledge when request.Acknowledge => null,
            Case.SnoozeUntil when request.SnoozeUntil > call.Now && request.SnoozeUntil <= snoozeMax => null,
            Case.SnoozeUntil => Refusal.Invalid("snooze_until", "In the future, and within 90 days."),
            _ => Refusal.Invalid("change", "An acknowledgement or a time."),
        });
        change = invalid is null ? new ChangeAlertCommand(call, request) : null;
        return invalid;
    }

    // Whoever reads it says for themselves that they have.
    protected override bool IsOwnToo(DossierState fold) => true;

    protected override Decision DecideOn(DossierState fold)
    {
        if (fold.Alerts.Find(_request.Alert) is not { } alert || !Call.MayRead(fold, alert.DataClass))
        {
            return Decision.Refuse(Refusal.NotAccessible("alert"));
        }

        long until = _request.ChangeCase == Case.SnoozeUntil ? _request.SnoozeUntil : 0;
        AlertMark? before = alert.Marks.FirstOrDefault(mark => mark.Person == Author.ToByteString());
        if (before?.Until == until)
        {
            return Decision.Unchanged(Answer(null));
        }

        Alert changed = alert.Clone();
        if (before is not null)
        {
            changed.Marks.Remove(before);
        }

        changed.Marks.Add(new AlertMark { Person = Author.ToByteString(), At = Call.Now, Until = until });
        return Decision.Write(Changed(changed));
    }

    protected override Reply Answer(in RequestOutcome outcome, Position position) => Answer(position);

    private Reply Answer(Position? position) => new()
    {
        ChangeAlert = new ChangeAlertResponse { Alert = _request.Alert, Position = position },
    };
}
