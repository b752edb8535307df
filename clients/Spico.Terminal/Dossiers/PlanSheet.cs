using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>A coordination plan as lines.</summary>
internal static class PlanSheet
{
    public static IEnumerable<string> Of(CoordinationPlan plan, OpenDossier open)
    {
        yield return "plan: " + DossierWords.Joined(
            DossierWords.Of(plan.State),
            plan.Version > 0 ? $"version {plan.Version} of {DossierWords.Day(plan.Versions[^1].At)}" : "",
            plan.IsRevised ? "changed since" : "",
            $"referent {open.Names.Of(plan.Referent)}",
            plan.ReviewAt > 0 ? $"to be looked at again {DossierWords.Day(plan.ReviewAt)}" : "");
        yield return $"agreed: {plan.Agreement}";
        yield return "the person and those around: " +
            (plan.General > 0 ? $"/show #{plan.General}" : "not completed") +
            "; problems and wishes: " + (plan.Synthesis > 0 ? $"/show #{plan.Synthesis}" : "not completed");
        foreach (PlanGoal goal in plan.Goals)
        {
            yield return $"goal {goal.Goal}: {goal.Text} (" + DossierWords.Joined(
                goal.Problem,
                goal.Criterion.Length > 0 ? $"told by: {goal.Criterion}" : "",
                goal.TargetAt > 0 ? $"by {DossierWords.Day(goal.TargetAt)}" : "",
                DossierWords.Of(goal.State),
                goal.Note) + ")";
            foreach (PlanAction action in plan.Actions.Where(action => action.Goal == goal.Goal))
            {
                string who = action.HasPerson ? open.Names.Of(action.Person)
                    : action.HasStructure ? open.Names.OfStructure(action.Structure)
                    : "whoever takes it";
                yield return $"  → #{action.Task} {action.Title}: " + DossierWords.Joined(
                    who,
                    action.DueAt > 0 ? $"due {DossierWords.Day(action.DueAt)}" : "",
                    DossierWords.Of(action.State));
            }
        }
    }
}
