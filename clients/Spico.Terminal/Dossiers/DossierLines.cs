using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The facts of a dossier as lines, and what they are about.</summary>
internal sealed class DossierLines(DossierNames names)
{
    /// <summary>The line of a fact, without its time; null for what the line before has told.</summary>
    public (Tone Tone, string Text)? Of(Fact fact)
    {
        string author = names.Of(fact.Author);
        if (!fact.ActedBy.IsEmpty)
        {
            author = $"{author}, by {names.Of(fact.ActedBy)} for them";
        }

        return fact.BodyCase switch
        {
            Fact.BodyOneofCase.DossierCreated => (Tone.Notice, $"the dossier was created by {author}"),
            Fact.BodyOneofCase.IdentityChanged =>
                (Tone.Warning, $"identity: {Shown.Patient(fact.IdentityChanged.Patient)}, says {author}"),
            Fact.BodyOneofCase.DossierMergeChanged => (Tone.Warning, MergeOf(fact.DossierMergeChanged, author)),
            Fact.BodyOneofCase.CircleChanged => (Tone.Notice, $"circle: {Of(fact.CircleChanged.Member)}"),
            Fact.BodyOneofCase.ConsentChanged => (Tone.Notice, $"consent {Of(fact.ConsentChanged.Consent)}"),
            Fact.BodyOneofCase.AccessChanged => OfAccess(fact.AccessChanged.Access),
            Fact.BodyOneofCase.LiaisonChanged when fact.LiaisonChanged.Entry.About > 0 => null,
            Fact.BodyOneofCase.LiaisonChanged => Of(fact.LiaisonChanged.Entry),
            Fact.BodyOneofCase.CareTaskChanged => OfTask(fact.CareTaskChanged.Task, author),
            Fact.BodyOneofCase.FollowUpChanged => (Tone.Notice, Of(fact.FollowUpChanged.FollowUp)),
            Fact.BodyOneofCase.StayChanged => (Tone.Message, Of(fact.StayChanged.Stay)),
            Fact.BodyOneofCase.MemoChanged => (Tone.Message, fact.MemoChanged.Memo.Text.Length == 0
                ? $"{author} took a memo away"
                : $"memo of {author}: {fact.MemoChanged.Memo.Text}"),
            Fact.BodyOneofCase.AdministrationChanged =>
                (Tone.Notice, $"administrative: {Of(fact.AdministrationChanged)}, says {author}"),
            Fact.BodyOneofCase.DocumentChanged => (Tone.Message, Of(fact.DocumentChanged.Document)),
            Fact.BodyOneofCase.AppointmentChanged => (Tone.Message, Of(fact.AppointmentChanged.Appointment)),
            Fact.BodyOneofCase.FormChanged => (Tone.Message, Of(fact.FormChanged.Response)),
            Fact.BodyOneofCase.PlanChanged => (Tone.Message, OfPlan(fact.PlanChanged, author)),
            Fact.BodyOneofCase.AlertChanged => (
                fact.AlertChanged.Alert.EndedAt > 0 ? Tone.Notice : Tone.Warning, Of(fact.AlertChanged.Alert)),
            Fact.BodyOneofCase.Elided => (Tone.Notice, "(something that you may not see)"),
            _ => null,
        };
    }

    /// <summary>An entry of the notebook.</summary>
    public (Tone Tone, string Text) Of(LiaisonEntry entry)
    {
        if (entry.About > 0)
        {
            return (Tone.Notice, $"{DossierWords.Of(entry.Kind)}, by {names.Of(entry.Author)}");
        }

        bool isCritical = entry.Severity == LiaisonSeverity.Critical;
        string flag = isCritical ? "!! " : entry.Severity == LiaisonSeverity.Important ? "! " : "";
        string more = DossierWords.Joined(
            entry.FirstText.Length > 0 ? $"first: {entry.FirstText}" : "",
            entry.Source is { } source ? $"from message #{source.Seq} of {names.Of(source.Author)}" : "",
            !isCritical ? ""
            : entry.Acknowledgements.Count == 0 ? $"nobody has taken note: /noted #{entry.Entry}"
            : "noted by " + DossierWords.Joined(entry.Acknowledgements.Select(each => names.Of(each.Person))));
        return (
            isCritical ? Tone.Warning : Tone.Message,
            $"#{entry.Entry} {flag}{DossierWords.Of(entry.Kind)}, {names.Of(entry.Author)}: {entry.Text}" +
            (more.Length > 0 ? $" ({more})" : ""));
    }

    /// <summary>A task as it stands at a time.</summary>
    public (Tone Tone, string Text) Of(CareTask task, long now)
    {
        bool isOverdue = task.DueAt > 0 && task.DueAt < now && !IsOver(task);
        string terms = DossierWords.Joined(
            names.Assignee(task),
            task.DueAt == 0 ? "" : $"{(isOverdue ? "OVERDUE since" : "due")} {Shown.Time(task.DueAt)}",
            DossierWords.Of(task.Priority),
            task.PlanGoal > 0 ? $"for goal {task.PlanGoal} of the plan" : "");
        string note = task.Note.Length > 0 ? $" ({task.Note})" : "";
        return (isOverdue ? Tone.Warning : Tone.Message, $"#{task.Task} {task.Title}: {terms}{note}");
    }

    /// <summary>A member of the circle, as of their last period.</summary>
    public string Of(CircleMember member)
    {
        CirclePeriod? last = member.Periods.LastOrDefault();
        string what = member.Relative is { } relative
            ? DossierWords.Joined(relative.Roles.Select(role => DossierWords.Of(role))
                .Prepend(relative.Kinship).Append(relative.Phone))
            : DossierWords.Joined(
                last is null || last.Function == CareFunction.Unspecified ? "" : DossierWords.Of(last.Function),
                last?.Practice?.StructureName,
                last?.Ground is { } ground ? $"ground: {DossierWords.Of(ground.Basis)}" : "");
        string when = last is null ? ""
            : last.To == 0 ? $"since {DossierWords.Day(last.From)}"
            : $"from {DossierWords.Day(last.From)} to {DossierWords.Day(last.To)}" +
                (last.EndReason.Length > 0 ? $" ({last.EndReason})" : "");
        return $"{names.Of(member)}: {DossierWords.Joined(what, when)}";
    }

    /// <summary>A stay.</summary>
    public string Of(HospitalStay stay)
    {
        StayStep? step = stay.Steps.LastOrDefault();
        return $"hospital: {DossierWords.Joined(stay.Hospital, stay.Ward)}: {DossierWords.Of(stay.State)}" +
            (step is null ? "" : $" {Shown.Time(step.At)}") +
            (stay.Destination == StayDestination.Unspecified ? "" : $", to {DossierWords.Of(stay.Destination)}") +
            $" ({stay.Reason})";
    }

    /// <summary>An episode.</summary>
    public string Of(FollowUp episode) =>
        $"{names.OfStructure(episode.Structure)}: {DossierWords.Of(episode.State)} ({episode.Reason})";

    /// <summary>A document.</summary>
    public string Of(DossierDocument document)
    {
        DocumentVersion? last = document.Versions.LastOrDefault();
        string from = DossierWords.Joined(document.Sources.Select(each => each.Source is { } source
            ? $"from message #{source.Seq} of {names.Of(source.Author)}"
            : $"deposited by {names.Of(each.By)} as well"));
        return $"document #{document.Document} {document.Title}: " + DossierWords.Joined(
            DossierWords.Of(document.Category),
            document.Level is DocumentLevel.Normal or DocumentLevel.Unspecified ? "" : DossierWords.Of(document.Level),
            $"of {DossierWords.Day(document.DatedAt)}",
            document.Author.Length > 0 ? $"by {document.Author}" : "",
            last is null ? "" : $"deposited by {names.Of(last.DepositedBy)}",
            document.Versions.Count > 1 ? $"version {document.Versions.Count}" : "",
            from) + (document.Withdrawn.Length > 0 ? $" (withdrawn: {document.Withdrawn})" : "");
    }

    /// <summary>An appointment.</summary>
    public string Of(Appointment appointment)
    {
        string state = appointment.State == AppointmentState.Booked ? "" : DossierWords.Of(appointment.State);
        return $"{DossierWords.Of(appointment.Kind)} {appointment.Title}: " + DossierWords.Joined(
            DossierWords.When(appointment),
            appointment.Place,
            $"by {names.Of(appointment.CreatedBy)}",
            appointment.Participants.Count == 0 ? ""
                : "with " + DossierWords.Joined(appointment.Participants.Select(each => names.Of(each.Person))),
            state);
    }

    /// <summary>An alert.</summary>
    public static string Of(Alert alert) =>
        $"alert #{alert.Alert_}: {DossierWords.Of(alert.Rule)}" +
        (alert.About > 0 ? $" #{alert.About}" : "") +
        (alert.DueAt > 0 ? $", {Shown.Time(alert.DueAt)}" : "") +
        (alert.EndedAt > 0 ? ": it is over" : "");

    /// <summary>A form.</summary>
    public string Of(FormResponse form) =>
        $"form #{form.Response} {form.Title}: {DossierWords.Of(form.State)} by {names.Of(form.ChangedBy)}" +
        (form.Reason.Length > 0 ? $" ({form.Reason})" : "");

    private static bool IsOver(CareTask task) =>
        task.State is CareTaskState.Done or CareTaskState.Refused or CareTaskState.Cancelled;

    private static string MergeOf(DossierMergeChanged merge, string author) => merge.MergedInto.IsEmpty
        ? $"{author}: {merge.Absorbed.Count} dossiers are one with this one"
        : $"{author} merged this dossier into another: it is written no more";

    private string Of(AdministrationChanged changed) => DossierWords.Joined(changed.Changes.Select(change =>
        $"{DossierWords.Of(change.Field)} " +
        (change.Before is null ? "" : $"{DossierWords.Of(change.Before, names.Of)} → ") +
        DossierWords.Of(change.After, names.Of)));

    private string Of(SharingConsent consent)
    {
        string with = DossierWords.Joined(
            consent.Persons.Select(names.Of).Concat(consent.Structures.Select(names.OfStructure)));
        return $"{DossierWords.Of(consent.State)}, {DossierWords.Of(consent.Means)}, for " +
            $"{(with.Length > 0 ? with : "everybody who cares")}: {consent.Proof}";
    }

    private (Tone Tone, string Text) OfAccess(DossierAccess access)
    {
        string who = names.Of(access.Person);
        return access.Kind != AccessKind.Emergency
            ? (Tone.Notice, $"{who} reads it {Shown.Practice(access.Practice)}" +
                (access.EndedAt > 0 ? ": no longer" : ""))
            : access.EndedAt > 0 ? (Tone.Notice, $"the emergency access of {who} is over")
            : (Tone.Warning, $"!! {who} opened it in an emergency, until {Shown.Time(access.Until)}: {access.Reason}");
    }

    private (Tone Tone, string Text) OfTask(CareTask task, string author)
    {
        string note = task.Note.Length > 0 ? $": {task.Note}" : "";
        return task.Version <= 1
            ? (Tone.Message, $"task {Of(task, 0).Text}, asks {author}")
            : (Tone.Message, $"task #{task.Task} {task.Title}: {DossierWords.Of(task.State)} by {author}{note}");
    }

    private static string OfPlan(PlanChanged changed, string author) => changed.Change switch
    {
        PlanChange.Validated => $"plan: version {changed.Plan.Version} is validated by {author}",
        PlanChange.Begun => $"plan: begun by {author}",
        PlanChange.Moved => $"plan: {DossierWords.Of(changed.Plan.State)}, says {author}: {changed.Plan.Reason}",
        _ => $"plan: changed by {author}",
    };
}
