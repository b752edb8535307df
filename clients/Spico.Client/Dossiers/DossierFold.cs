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
            case Fact.BodyOneofCase.LiaisonChanged:
                PutEntry(view.Liaison, fact.LiaisonChanged.Entry);
                break;
            case Fact.BodyOneofCase.CareTaskChanged:
                Put(view.Tasks, fact.CareTaskChanged.Task, task => task.Task);
                RemoveOver(view.Tasks);
                break;
            case Fact.BodyOneofCase.AppointmentChanged:
                Appointment appointment = fact.AppointmentChanged.Appointment;
                Put(view.Appointments, appointment, one => (one.Agenda, one.Appointment_));
                KeepLast(view.Appointments, AppointmentsMax);
                break;
            case Fact.BodyOneofCase.FormChanged:
                FormResponse form = fact.FormChanged.Response.Clone();
                form.Answers.Clear();
                Put(view.Forms, form, each => each.Response);
                break;
            case Fact.BodyOneofCase.PlanChanged:
                view.Plan = fact.PlanChanged.Plan;
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

    private static void RemoveOver(RepeatedField<CareTask> tasks)
    {
        for (int i = tasks.Count - 1; i >= 0; i--)
        {
            if (tasks[i].State is CareTaskState.Done or CareTaskState.Refused or CareTaskState.Cancelled)
            {
                tasks.RemoveAt(i);
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
            entries.RemoveAt(0);
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
