using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Stays;

/// <summary>Checks what a stay is recorded and moved on with.</summary>
internal static class StayFields
{
    /// <summary>Checks a stay to record; null when all is well.</summary>
    public static Error? Check(NewStay stay, long now) =>
        !StayMoves.MayBegin(stay.State) ? Refusal.Invalid("record.state", "PLANNED, ARRIVED or ADMITTED.")
        : stay.Structure.Length is not (0 or 16) ? Refusal.Invalid("record.structure", "16 bytes, or empty.")
        : stay.PlannedAt < 0 || (stay.PlannedAt > 0 && stay.State != StayState.Planned)
            ? Refusal.Invalid("record.planned_at", "Not negative, and with PLANNED only.")
        : DossierLimits.CheckTime(stay.PlannedAt, "record.planned_at")
            ?? CircleFields.CheckTime(stay.At, now, "record.at")
            ?? DossierLimits.CheckText(stay.Hospital, "record.hospital", StayLimits.NameCharacters)
            ?? DossierLimits.CheckLength(stay.Ward, "record.ward", StayLimits.NameCharacters)
            ?? DossierLimits.CheckText(stay.Reason, "record.reason", DossierLimits.ReasonCharacters);

    /// <summary>Checks a move; null when all is well.</summary>
    public static Error? Check(StayMove move, long now)
    {
        bool isEnd = move.To == StayState.Discharged;
        if (!Enum.IsDefined(move.From) || !Enum.IsDefined(move.To) || move.To == StayState.Unspecified)
        {
            return Refusal.Invalid("move.to", "A known state.");
        }

        if (!Enum.IsDefined(move.Circumstances)
            || (move.Circumstances != StayCircumstances.Unspecified) != isEnd)
        {
            return Refusal.Invalid("move.circumstances", "Known ones with DISCHARGED, and none with anything else.");
        }

        if (!Enum.IsDefined(move.Destination) || (move.Destination != StayDestination.Unspecified) != isEnd)
        {
            return Refusal.Invalid("move.destination", "A known one with DISCHARGED, and none with anything else.");
        }

        bool mustSay = move.Circumstances == StayCircumstances.Other || move.Destination == StayDestination.Other;
        return CircleFields.CheckTime(move.At, now, "move.at")
            ?? (mustSay
                ? DossierLimits.CheckText(move.Note, "move.note", DossierLimits.ReasonCharacters)
                : DossierLimits.CheckLength(move.Note, "move.note", DossierLimits.ReasonCharacters))
            ?? DossierLimits.CheckLength(move.Ward, "move.ward", StayLimits.NameCharacters);
    }
}
