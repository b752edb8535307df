using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Collections;
using Spico.Protocol.V1;

namespace Spico.Client.Dossiers;

/// <summary>
/// Keeps the view of a dossier up to date: the view its opening gave, with the facts that followed, is the view that
/// an opening would give now.
/// </summary>
public static class DossierFold
{
    private const int LiaisonEntriesMax = 100;
    private const int AppointmentsMax = 200;
    private const int PastEmergenciesMax = 20;
    private const int StaysMax = 50;
    private const int DocumentsOfClassMax = 100;

    /// <summary>Takes the next fact in. What the reader may not see, and kinds unknown here, change nothing.</summary>
    public static void Apply([NotNull] this DossierView view, [NotNull] Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.DossierCreated:
                view.Patient = fact.DossierCreated.Patient;
                view.CreatedBy = fact.Author;
                view.CreatedAt = fact.At;
                break;
            case Fact.BodyOneofCase.IdentityChanged:
                view.Patient = fact.IdentityChanged.Patient;
                break;
            case Fact.BodyOneofCase.DossierMergeChanged:
                view.MergedInto = fact.DossierMergeChanged.MergedInto;
                view.Absorbed.Clear();
                view.Absorbed.Add(fact.DossierMergeChanged.Absorbed);
                Remove(view.Objections, one => !one.Dossier.IsEmpty && !view.Absorbed.Contains(one.Dossier));
                break;
            case Fact.BodyOneofCase.CircleChanged:
                Put(view.Circle, fact.CircleChanged.Member, member => member.Id);
                EndAccessOf(view, fact.CircleChanged.Member, fact.At);
                break;
            case Fact.BodyOneofCase.AccessChanged:
                Put(view, fact.AccessChanged.Access);
                break;
            case Fact.BodyOneofCase.ConsentChanged:
                Put(view.Consents, fact.ConsentChanged.Consent, consent => consent.Id);
                break;
            case Fact.BodyOneofCase.ObjectionChanged:
                Put(view.Objections, fact.ObjectionChanged.Objection, objection => objection.Objection);
                break;
            case Fact.BodyOneofCase.LiaisonChanged:
                PutEntry(view.Liaison, fact.LiaisonChanged.Entry);
                break;
            case Fact.BodyOneofCase.CareTaskChanged:
                Put(view.Tasks, fact.CareTaskChanged.Task, task => task.Task);
                Remove(view.Tasks, IsOver);
                break;
            case Fact.BodyOneofCase.AppointmentChanged:
                Appointment appointment = fact.AppointmentChanged.Appointment;
                Put(view.Appointments, appointment, one => (one.Agenda, one.Appointment_));
                KeepLast(view.Appointments, AppointmentsMax, _ => true, _ => true);
                break;
            case Fact.BodyOneofCase.FormChanged:
                FormResponse form = fact.FormChanged.Response.Clone();
                form.Answers.Clear();
                Put(view.Forms, form, each => each.Response);
                break;
            case Fact.BodyOneofCase.AlertChanged:
                Put(view.Alerts, fact.AlertChanged.Alert, alert => alert.Alert_);
                Remove(view.Alerts, alert => alert.EndedAt != 0);
                break;
            case Fact.BodyOneofCase.PlanChanged:
                view.Plan = fact.PlanChanged.Plan;
                break;
            default:
                ApplyContent(view, fact);
                break;
        }
    }

    // Statuses, stays, memos, administrative information, documents.
    private static void ApplyContent(DossierView view, Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.FollowUpChanged:
                Put(view.FollowUps, fact.FollowUpChanged.FollowUp, episode => episode.Episode);
                view.Standing = fact.FollowUpChanged.Standing;
                break;
            case Fact.BodyOneofCase.StayChanged:
                Put(view.Stays, fact.StayChanged.Stay, stay => stay.Stay);
                KeepLast(view.Stays, StaysMax, _ => true, IsOver);
                break;
            case Fact.BodyOneofCase.MemoChanged:
                Put(view.Memos, fact.MemoChanged.Memo, memo => memo.Memo_);
                Remove(view.Memos, memo => memo.Text.Length == 0);
                break;
            case Fact.BodyOneofCase.AdministrationChanged:
                Apply(view.Administration, fact.AdministrationChanged);
                break;
            case Fact.BodyOneofCase.DocumentChanged:
                DossierDocument changed = fact.DocumentChanged.Document;
                Put(view.Documents, changed, document => document.Document);
                Remove(view.Documents, document => document.Withdrawn.Length > 0);
                KeepLast(view.Documents, DocumentsOfClassMax, other => IsOfSameClass(other, changed), _ => true);
                break;
        }
    }

    // Whoever joins the circle has no other right beside it.
    private static void EndAccessOf(DossierView view, CircleMember member, long at)
    {
        if (member.Professional is { } professional && member.Periods is [.., { To: 0 }]
            && view.Accesses.FirstOrDefault(one => one.EndedAt == 0 && one.Person == professional.Person) is { } open)
        {
            DossierAccess ended = open.Clone();
            ended.EndedAt = at;
            Put(view, ended);
        }
    }

    // One right a person; what is over is kept of emergencies only, the last ones.
    private static void Put(DossierView view, DossierAccess access)
    {
        DossierAccess? open = view.Accesses.FirstOrDefault(one => one.EndedAt == 0 && one.Person == access.Person);
        if (open is null)
        {
            if (access.EndedAt == 0)
            {
                view.Accesses.Add(access);
            }
        }
        else if (access.EndedAt == 0 || access.Kind == AccessKind.Emergency)
        {
            view.Accesses[view.Accesses.IndexOf(open)] = access;
        }
        else
        {
            view.Accesses.Remove(open);
        }

        if (view.Accesses.Count(one => one.EndedAt != 0) > PastEmergenciesMax)
        {
            view.Accesses.Remove(view.Accesses.First(one => one.EndedAt != 0));
        }
    }

    // Whoever reads one of them reads the others.
    private static bool IsOfSameClass(DossierDocument one, DossierDocument other) =>
        one.Level == other.Level && one.Named.SequenceEqual(other.Named);

    private static bool IsOver(CareTask task) =>
        task.State is CareTaskState.Done or CareTaskState.Refused or CareTaskState.Cancelled;

    private static bool IsOver(HospitalStay stay) => stay.State is StayState.Discharged or StayState.Cancelled;

    private static void Apply(RepeatedField<AdministrativeEntry> entries, AdministrationChanged changed)
    {
        foreach (AdministrativeEntry entry in changed.Entries)
        {
            Put(entries, entry, known => (int)known.Field);
        }

        Remove(entries, entry => entry.Value is null);
        AdministrativeEntry[] ordered = [.. entries.OrderBy(entry => entry.Field)];
        entries.Clear();
        entries.Add(ordered);
    }

    private static void Remove<T>(RepeatedField<T> entries, Func<T, bool> isGone)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (isGone(entries[i]))
            {
                entries.RemoveAt(i);
            }
        }
    }

    // In the order they were written; one that is older than those shown may be corrected, and stays away.
    private static void PutEntry(RepeatedField<LiaisonEntry> entries, LiaisonEntry entry)
    {
        int at = entries.Count;
        while (at > 0 && entries[at - 1].Entry > entry.Entry)
        {
            at--;
        }

        if (at > 0 && entries[at - 1].Entry == entry.Entry)
        {
            entries[at - 1] = entry;
            return;
        }

        entries.Insert(at, entry);
        if (entries.Count > LiaisonEntriesMax)
        {
            // What is critical stays until somebody takes note of it.
            int first = 0;
            while (first < entries.Count && entries[first] is
                { Severity: LiaisonSeverity.Critical, Acknowledgements.Count: 0 })
            {
                first++;
            }

            entries.RemoveAt(first % entries.Count);
        }
    }

    // Of those that count, the last: the oldest that may go makes way.
    private static void KeepLast<T>(RepeatedField<T> entries, int count, Func<T, bool> counts, Func<T, bool> mayGo)
    {
        if (entries.Count(counts) > count && entries.FirstOrDefault(one => counts(one) && mayGo(one)) is { } oldest)
        {
            entries.Remove(oldest);
        }
    }

    // In the place of what it was, or at the end.
    private static void Put<T, TId>(RepeatedField<T> entries, T entry, Func<T, TId> idOf)
        where TId : IEquatable<TId>
    {
        TId id = idOf(entry);
        for (int i = 0; i < entries.Count; i++)
        {
            if (idOf(entries[i]).Equals(id))
            {
                entries[i] = entry;
                return;
            }
        }

        entries.Add(entry);
    }
}
