using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeDocumentRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Documents;

/// <summary>Checks what documents are deposited, replaced and withdrawn with.</summary>
internal static class DocumentFields
{
    /// <summary>Checks a change; null when all is well.</summary>
    public static Error? Check(ChangeDocumentRequest request, long now) => request.ChangeCase switch
    {
        Case.Deposit => Check(request.Deposit, now),
        Case.Replace => DossierLimits.CheckLength(
            request.Replace.Note, "replace.note", DossierLimits.ReasonCharacters),
        Case.Withdraw => DossierLimits.CheckText(
            request.Withdraw.Reason, "withdraw.reason", DossierLimits.ReasonCharacters),
        _ => Refusal.Invalid("change", "Not absent."),
    };

    /// <summary>The file that a change shows, and the field it is in; null for none.</summary>
    public static (FileReference? File, string Field)? FileOf(ChangeDocumentRequest request) =>
        request.ChangeCase switch
        {
            Case.Deposit => (request.Deposit.File, "deposit.file"),
            Case.Replace => (request.Replace.File, "replace.file"),
            _ => null,
        };

    private static Error? Check(NewDossierDocument deposit, long now) =>
        deposit.Category == DocumentCategory.Unspecified || !Enum.IsDefined(deposit.Category)
            ? Refusal.Invalid("deposit.category", "A known category.")
        : !Enum.IsDefined(deposit.Level) ? Refusal.Invalid("deposit.level", "A known level.")
        : !DocumentLevels.MayName(DocumentLevels.Of(deposit.Level), deposit.Named)
            ? Refusal.Invalid("deposit.named", "Roles that the table lets be named for the level, each once.")
        : CircleFields.CheckTime(deposit.DatedAt, now, "deposit.dated_at")
            ?? DossierLimits.CheckText(deposit.Title, "deposit.title", DocumentLimits.TitleCharacters)
            ?? DossierLimits.CheckLength(deposit.Author, "deposit.author", DocumentLimits.TitleCharacters);
}
