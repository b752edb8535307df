using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Checks what a request for support says: nothing of patients, unless it is meant.</summary>
internal static class SupportFields
{
    /// <summary>Checks a new request; null when all is well.</summary>
    public static Error? Check(AskForSupportRequest request) =>
        !RequestId.TryFrom(request.RequestId, out _)
            ? Refusal.Invalid("request_id", "16 bytes.")
            : DossierLimits.CheckText(request.Text, "text", SupportLimits.TextCharacters)
                ?? Check(request.Context ?? new SupportContext())
                ?? (!request.Meant && PatientNumbers.AreIn(request.Text)
                    ? Refusal.Invalid("text", "Without the number of a patient, unless it is meant.")
                    : null);

    /// <summary>Checks a change; null when all is well.</summary>
    public static Error? Check(ChangeSupportRequestRequest request) =>
        !RequestId.TryFrom(request.RequestId, out _) ? Refusal.Invalid("request_id", "16 bytes.")
        : request.ChangeCase switch
        {
            ChangeSupportRequestRequest.ChangeOneofCase.Answer =>
                DossierLimits.CheckText(request.Answer, "answer", SupportLimits.AnswerCharacters),
            ChangeSupportRequestRequest.ChangeOneofCase.Close when request.Close => null,
            _ => Refusal.Invalid("change", "Not absent."),
        };

    private static Error? Check(SupportContext context) =>
        CheckName(context.Client, "context.client", SupportLimits.NameCharacters, " .-_/+()")
            ?? CheckName(context.Door, "context.door", SupportLimits.DoorCharacters, string.Empty)
            ?? CheckName(context.Screen, "context.screen", SupportLimits.NameCharacters, ".-_/")
            ?? CheckName(context.CorrelationId, "context.correlation_id", SupportLimits.NameCharacters, "-");

    // Names of things of the software. Numbers of patients have no place there, whatever is meant.
    private static Error? CheckName(string name, string field, int max, string besides) =>
        name.Length > max ? Refusal.TooLarge(field, max, "characters")
        : !name.All(letter => char.IsAsciiLetterOrDigit(letter) || besides.Contains(letter, StringComparison.Ordinal))
            ? Refusal.Invalid(field, "Letters and digits, as its comment says.")
        : field != "context.correlation_id" && PatientNumbers.AreIn(name)
            ? Refusal.Invalid(field, "Without the number of a patient.")
        : null;
}
