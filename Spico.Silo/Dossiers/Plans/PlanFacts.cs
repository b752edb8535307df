using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Plans;

/// <summary>What changes of a plan write: the plan as it is from now on.</summary>
internal static class PlanFacts
{
    /// <summary>The form that is part one.</summary>
    public const string GeneralForm = "urn:spico:form:ppcs-general";

    /// <summary>The form that is part two.</summary>
    public const string SynthesisForm = "urn:spico:form:ppcs-synthesis";

    /// <summary>The fact of a plan that is changed, <paramref name="after"/> facts after the head.</summary>
    public static FactDraft Changed(
        DossierCall call, DossierState fold, CoordinationPlan plan, PlanChange change, int after = 0)
    {
        plan.Seq = (ulong)(fold.Head.Seq + 1 + after);
        plan.ChangedBy = call.Caller.Person.ToByteString();
        plan.ChangedAt = call.Now;
        return new FactDraft(
            new Fact { PlanChanged = new PlanChanged { Plan = plan, Change = change } }, DataClass.Plan);
    }

    /// <summary>What a change of a form, one fact before, makes of the plan it is a part of; or null.</summary>
    public static FactDraft? WithPart(DossierCall call, DossierState fold, FormResponse form)
    {
        bool isGeneral = form.Url == GeneralForm;
        if (fold.Plans.Open is not { } open || !(isGeneral || form.Url == SynthesisForm))
        {
            return null;
        }

        bool isError = form.State == FormState.EnteredInError;
        if (isError && form.Previous != (isGeneral ? open.General : open.Synthesis))
        {
            // An error that the plan does not rest on.
            return null;
        }

        CoordinationPlan plan = open.Clone();
        plan.IsRevised = plan.Version > 0;
        ulong part = isError ? 0 : form.Revision;
        (plan.General, plan.Synthesis) = isGeneral ? (part, plan.Synthesis) : (plan.General, part);
        return Changed(call, fold, plan, PlanChange.Unspecified, after: 1);
    }

    /// <summary>What a change of a task, one fact before, makes of the plan it is an action of; or null.</summary>
    public static FactDraft? WithTask(DossierCall call, DossierState fold, CareTask task)
    {
        if (task.PlanGoal == 0 || fold.Plans.Open is not { } open
            || open.Actions.All(action => action.Task != task.Task))
        {
            return null;
        }

        CoordinationPlan plan = open.Clone();
        int place = plan.Actions.TakeWhile(action => action.Task != task.Task).Count();
        plan.Actions[place] = ActionOf(task);
        return Changed(call, fold, plan, PlanChange.Unspecified, after: 1);
    }

    /// <summary>The action that a task is.</summary>
    public static PlanAction ActionOf(CareTask task)
    {
        var action = new PlanAction
        {
            Task = task.Task,
            Goal = task.PlanGoal,
            Title = task.Title,
            DueAt = task.DueAt,
            State = task.State,
            Note = task.Note,
        };
        if (task.HasPerson)
        {
            action.Person = task.Person;
        }
        else if (task.HasStructure)
        {
            action.Structure = task.Structure;
        }

        return action;
    }
}
