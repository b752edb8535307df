using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>What is seen first of a dossier: who it is about, how things stand, and what presses.</summary>
internal static class DossierSheet
{
    public static IEnumerable<(Tone Tone, string Text)> Of(
        DossierView view, DossierNames names, DossierLines lines, long now)
    {
        yield return (Tone.Notice, $"── dossier ── {Shown.Patient(view.Patient ?? new Patient())}");
        if (!view.MergedInto.IsEmpty)
        {
            yield return (Tone.Warning, "   it was merged into another, and is written no more");
        }

        string known = DossierWords.Joined(view.Administration.Select(entry =>
            entry.Field is AdministrativeField.TreatingPhysician
                ? $"treating physician {DossierWords.Of(entry.Value, names.Of)}"
                : DossierWords.Of(entry.Value, names.Of)));
        if (known.Length > 0)
        {
            yield return (Tone.Notice, $"   {known}");
        }

        foreach (FollowUp episode in view.FollowUps.Where(episode => episode.State
            is FollowUpState.Requested or FollowUpState.Assessing or FollowUpState.Active or FollowUpState.Watching))
        {
            yield return (Tone.Notice, $"   followed by {lines.Of(episode)}");
        }

        foreach (HospitalStay stay in view.Stays.Where(stay =>
            stay.State is StayState.Arrived or StayState.Admitted or StayState.OnLeave or StayState.Planned))
        {
            yield return (Tone.Warning, $"   {lines.Of(stay)}");
        }

        foreach (DossierAccess access in view.Accesses.Where(access =>
            access.Kind == AccessKind.Emergency && access.EndedAt == 0))
        {
            yield return (Tone.Warning, $"   !! {names.Of(access.Person)} reads it in an emergency: {access.Reason}");
        }

        foreach (LiaisonEntry entry in view.Liaison.Where(entry =>
            entry.Severity == LiaisonSeverity.Critical && entry.Acknowledgements.Count == 0))
        {
            yield return (Tone.Warning, $"   {Shown.Time(entry.HappenedAt)} {lines.Of(entry).Text}");
        }

        foreach (Alert alert in view.Alerts)
        {
            yield return (Tone.Warning, $"   {DossierLines.Of(alert)}  /seen #{alert.Alert_}");
        }

        foreach (Memo memo in view.Memos)
        {
            yield return (Tone.Message, $"   memo of {names.Of(memo.ChangedBy)}: {memo.Text}");
        }

        yield return (Tone.Notice, $"   {CountsOf(view, now)}");
    }

    private static string CountsOf(DossierView view, long now)
    {
        int overdue = view.Tasks.Count(task => task.DueAt > 0 && task.DueAt < now);
        int unread = view.Liaison.Count(entry => entry.Entry > view.ReadUpTo);
        string plan = view.Plan is not { } known ? ""
            : $"/plan {(known.Version > 0 ? $"version {known.Version}" : DossierWords.Of(known.State))}" +
                (known.ReviewAt > 0 ? $" to be looked at again {DossierWords.Day(known.ReviewAt)}" : "");
        return string.Join(" · ", ((string[])
        [
            $"/circle {view.Circle.Count(member => member.Periods is [.., { To: 0 }])}",
            $"/notebook {view.Liaison.Count}" + (unread > 0 ? $", {unread} new" : ""),
            $"/tasks {view.Tasks.Count}" + (overdue > 0 ? $", {overdue} overdue" : ""),
            $"/visits {view.Appointments.Count}",
            $"/documents {view.Documents.Count}",
            $"/forms {view.Forms.Count}",
            plan,
            "/line",
        ]).Where(part => part.Length > 0));
    }
}
