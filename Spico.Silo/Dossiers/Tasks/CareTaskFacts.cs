using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>What changes of tasks write: the task as it is from now on, its row, and who is told.</summary>
internal static class CareTaskFacts
{
    /// <summary>
    /// A task that is new, given to whom it is for. A goal of the plan that it is an action for names the fact that
    /// follows it.
    /// </summary>
    public static Decision Create(
        DossierCall call,
        DossierState fold,
        NewCareTask asked,
        string path,
        uint planGoal = 0,
        Func<CareTask, FactDraft>? plan = null,
        FactSource? source = null)
    {
        if (fold.Tasks.OpenCount >= CareTaskLimits.Open)
        {
            return Decision.Refuse(Refusal.LimitReached(path, CareTaskLimits.Open, "open tasks"));
        }

        var task = new CareTask
        {
            Task = (ulong)fold.Head.Seq + 1,
            Title = asked.Title,
            Description = asked.Description,
            State = CareTaskState.Requested,
            Priority = asked.Priority == CareTaskPriority.Unspecified ? CareTaskPriority.Routine : asked.Priority,
            DueAt = asked.DueAt,
            CreatedBy = call.Caller.Person.ToByteString(),
            CreatedAt = call.Now,
            PlanGoal = planGoal,
            Source = source,
        };
        return Give(call, fold, task, asked.Person, asked.Structure, path, plan);
    }

    /// <summary>A task that is given to somebody of the circle, or to nobody.</summary>
    public static Decision Give(
        DossierCall call,
        DossierState fold,
        CareTask task,
        ByteString person,
        ByteString structure,
        string path,
        Func<CareTask, FactDraft>? plan = null)
    {
        if (!person.IsEmpty)
        {
            if (!PersonId.TryFrom(person, out PersonId assignee)
                || !fold.Circle.Readers(DataClass.Coordination).Contains(assignee))
            {
                return Decision.Refuse(Refusal.Invalid($"{path}.person", "Somebody in the circle who reads tasks."));
            }

            task.Person = person;
        }
        else if (!structure.IsEmpty)
        {
            if (!fold.Circle.Structures.Contains(structure))
            {
                return Decision.Refuse(Refusal.Invalid($"{path}.structure", "A structure in the circle."));
            }

            task.Structure = structure;
        }

        return Write(call, fold, task, task.Person, plan);
    }

    /// <summary>A task as it is from now on, and the plan that it is an action of.</summary>
    public static Decision Write(
        DossierCall call,
        DossierState fold,
        CareTask task,
        ByteString told,
        Func<CareTask, FactDraft>? plan = null)
    {
        PersonId author = call.Caller.Person;
        long seq = fold.Head.Seq + 1;
        task.Version++;
        task.ChangedBy = author.ToByteString();
        task.ActedBy = call.ActedBy;
        task.ChangedAt = call.Now;
        List<ConsequenceRow> follows = [new(call.Dossier, seq, call.Dossier, ConsequenceKind.TaskMoved, author)];
        if (PersonId.TryFrom(told, out PersonId person) && person != author
            && fold.MayRead(person, DataClass.Coordination))
        {
            follows.Add(ConsequenceRow.Notify(call.Dossier, seq, person, NotificationKind.Task));
        }

        var changed = new FactDraft(
            new Fact { CareTaskChanged = new CareTaskChanged { Task = task } }, DataClass.Coordination);
        FactDraft? planned = plan?.Invoke(task) ?? PlanFacts.WithTask(call, fold, task);
        return Decision.Write(
            planned is { } also ? [changed, also] : [changed],
            [],
            [.. follows],
            [CareTaskRows.Of(call.Dossier, task)]);
    }
}
