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
                break;
            case Fact.BodyOneofCase.ConsentChanged:
                Put(view.Consents, fact.ConsentChanged.Consent, consent => consent.Id);
                break;
            case Fact.BodyOneofCase.LiaisonChanged:
                Put(view.Liaison, fact.LiaisonChanged.Entry, entry => entry.Entry);
                KeepLast(view.Liaison, LiaisonEntriesMax);
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

    private static void KeepLast<T>(RepeatedField<T> entries, int count)
    {
        while (entries.Count > count)
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
