using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>When an item is asked.</summary>
internal static class FormConditions
{
    /// <summary>Whether an item is asked, by the answers to the questions before it.</summary>
    public static bool Hold(FormItem item, Func<string, IReadOnlyList<FormValue>> answersTo) =>
        item.Conditions.Count == 0
        || (item.Any
            ? item.Conditions.Any(condition => Holds(condition, answersTo(condition.LinkId)))
            : item.Conditions.All(condition => Holds(condition, answersTo(condition.LinkId))));

    private static bool Holds(FormCondition condition, IReadOnlyList<FormValue> answers)
    {
        FormValue value = condition.Value;
        return condition.Operator switch
        {
            FormOperator.Exists => value.Boolean == answers.Count > 0,
            FormOperator.Equal => answers.Any(answer => FormValues.AreEqual(answer, value)),
            FormOperator.NotEqual => answers.Count > 0 && !answers.Any(answer => FormValues.AreEqual(answer, value)),
            FormOperator.Greater => answers.Any(answer => FormValues.Compare(answer, value) > 0),
            FormOperator.Less => answers.Any(answer => FormValues.Compare(answer, value) < 0),
            FormOperator.GreaterOrEqual => answers.Any(answer => FormValues.Compare(answer, value) >= 0),
            _ => answers.Any(answer => FormValues.Compare(answer, value) <= 0),
        };
    }
}
