using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeFormRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>A form to complete, to amend, or to find an error.</summary>
internal sealed class ChangeFormCommand : DossierChange
{
    private readonly ChangeFormRequest _request;

    private ChangeFormCommand(DossierCall call, ChangeFormRequest request)
        : base(call, request.RequestId, request) => _request = request;

    // Of a form that is there already, only the dossier tells it.
    protected override DataClass Class => _request.Complete is { } form
        ? FormThemes.ClassOf(Call.Services.Forms.Find(form.Url, form.Version)!.Theme)
        : DataClass.Unspecified;

    private ulong Named => _request.Amend?.Response ?? _request.Retract?.Response ?? 0;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeFormRequest request = call.Command.ChangeForm;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Complete => Check(call, request.Complete),
            Case.Amend => CheckSize(request.Amend.Answers, "amend.answers")
                ?? DossierLimits.CheckText(request.Amend.Reason, "amend.reason", DossierLimits.ReasonCharacters),
            Case.Retract =>
                DossierLimits.CheckText(request.Retract.Reason, "retract.reason", DossierLimits.ReasonCharacters),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeFormCommand(call, request) : null;
        return invalid;
    }

    /// <summary>Checks how large answers are; null when all is well.</summary>
    public static Error? CheckSize(RepeatedField<FormAnswer> answers, string field) =>
        answers.Sum(answer => answer.CalculateSize()) > FormLimits.AnswerBytes
            ? Refusal.TooLarge(field, FormLimits.AnswerBytes, "bytes")
            : null;

    protected override DataClass ClassIn(DossierState fold) => _request.ChangeCase == Case.Complete
        ? Class
        : fold.Forms.Find(Named) is { } form ? FormThemes.ClassOf(form.Theme) : DataClass.Unspecified;

    protected override Decision DecideOn(DossierState fold) => _request.ChangeCase switch
    {
        Case.Complete => Complete(fold, _request.Complete),
        Case.Amend => Amend(fold, _request.Amend, fold.Forms.Find(Named)!),
        _ => Retract(fold, _request.Retract, fold.Forms.Find(Named)!),
    };

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeForm = new ChangeFormResponse
        {
            Response = _request.ChangeCase == Case.Complete ? (ulong)outcome.Seq : Named,
            Position = position,
        },
    };

    private static Error? Check(DossierCall call, NewForm form) =>
        call.Services.Forms.Find(form.Url, form.Version) is not { } definition
            ? Refusal.Invalid("complete.url", "A form there is, in a version there is.")
        : definition.Retired
            ? Refusal.WrongState("The form is retired.")
        : CheckSize(form.Answers, "complete.answers")
            ?? FormValidator.Validate(definition, form.Answers).Fault?.ToError("complete.answers");

    private Decision Complete(DossierState fold, NewForm form)
    {
        FormDefinition definition = Call.Services.Forms.Find(form.Url, form.Version)!;
        if (fold.Forms.Of(Class).Count >= FormLimits.Responses)
        {
            return Decision.Refuse(Refusal.LimitReached("complete", FormLimits.Responses, "forms of a class"));
        }

        var response = new FormResponse
        {
            Response = (ulong)fold.Head.Seq + 1,
            State = FormState.Completed,
            Author = Author.ToByteString(),
            CompletedAt = Call.Now,
        };
        return Lay(fold, response, definition, form.Answers, "complete.answers");
    }

    private Decision Amend(DossierState fold, FormAmendment amendment, FormResponse form)
    {
        if (form.State == FormState.EnteredInError)
        {
            return Decision.Refuse(Refusal.WrongState("The form was entered in error."));
        }

        if (form.Revision != amendment.Revision)
        {
            _ = PersonId.TryFrom(form.ChangedBy, out PersonId first);
            return Decision.Refuse(Refusal.Taken(first));
        }

        string version = amendment.Version.Length > 0 ? amendment.Version : form.Version;
        if (Call.Services.Forms.Find(form.Url, version) is not { } definition
            || FormThemes.ClassOf(definition.Theme) != FormThemes.ClassOf(form.Theme))
        {
            return Decision.Refuse(Refusal.Invalid("amend.version", "A version there is, of the same class."));
        }

        FormResponse amended = form.Clone();
        amended.State = FormState.Amended;
        amended.Amendments++;
        amended.Reason = amendment.Reason;
        return Lay(fold, amended, definition, amendment.Answers, "amend.answers");
    }

    private Decision Lay(
        DossierState fold,
        FormResponse response,
        FormDefinition definition,
        RepeatedField<FormAnswer> given,
        string field)
    {
        FormSheet sheet = FormValidator.Validate(definition, given);
        if ((sheet.Fault?.ToError(field) ?? CheckNamed(fold, sheet.Answers, field)) is { } invalid)
        {
            return Decision.Refuse(invalid);
        }

        response.Url = definition.Url;
        response.Version = definition.Version;
        response.Title = definition.Title;
        response.Theme = definition.Theme;
        response.Answers.Add(sheet.Answers);
        return Write(fold, response);
    }

    // Only who answers for what a form says takes it back: its author, or who decides over what others wrote.
    private Decision Retract(DossierState fold, FormRetraction retraction, FormResponse form)
    {
        bool isManaged = RightsTable.Current[
            fold.Circle.PeriodOf(Author)?.Role ?? CareRole.Unspecified, FormThemes.ClassOf(form.Theme)]
            .HasFlag(RightsCell.Manage);
        if (form.Author != Author.ToByteString() && !isManaged)
        {
            return Decision.Refuse(Refusal.WrongState("Only who completed a form takes it back."));
        }

        if (form.State == FormState.EnteredInError)
        {
            return Decision.Unchanged(new Reply { ChangeForm = new ChangeFormResponse { Response = form.Response } });
        }

        FormResponse retracted = form.Clone();
        retracted.State = FormState.EnteredInError;
        retracted.Reason = retraction.Reason;
        return Write(fold, retracted);
    }

    private Decision Write(DossierState fold, FormResponse response)
    {
        response.Previous = response.Revision;
        response.Revision = (ulong)fold.Head.Seq + 1;
        response.ChangedBy = Author.ToByteString();
        response.ChangedAt = Call.Now;
        var changed = new FactDraft(
            new Fact { FormChanged = new FormChanged { Response = response } }, FormThemes.ClassOf(response.Theme));
        return PlanFacts.WithPart(Call, fold, response) is { } plan
            ? Decision.Write([changed, plan], [], [])
            : Decision.Write(changed);
    }

    // Whom and what values name is the dossier's to know.
    private Error? CheckNamed(DossierState fold, IReadOnlyList<FormAnswer> answers, string path)
    {
        foreach (FormAnswer answer in answers)
        {
            string at = $"{path}/{answer.LinkId}";
            foreach (FormValue value in answer.Values)
            {
                if (value.HasMember && fold.Circle.Find(value.Member) is null)
                {
                    return Refusal.Invalid(at, "Somebody who is or was in the circle.");
                }

                if (value.HasEntry && !Call.Documents.Contains(value.Entry))
                {
                    return Refusal.Invalid(at, "A document of the dossier that the caller reads.");
                }
            }

            if (CheckNamed(fold, answer.Items, at) is { } invalid)
            {
                return invalid;
            }
        }

        return null;
    }
}
