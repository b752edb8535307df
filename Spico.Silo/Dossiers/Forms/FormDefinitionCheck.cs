using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>
/// The rules that a definition keeps as a whole. A condition asks about a question before it, so that forms are laid
/// out in one go and no item waits for itself.
/// </summary>
internal sealed class FormDefinitionCheck
{
    private readonly Dictionary<string, (FormItem Item, string[] Repeating)> _questions = [];
    private readonly HashSet<string> _names = [];

    private FormDefinitionCheck()
    {
    }

    /// <summary>Checks a definition.</summary>
    /// <exception cref="FormDefinitionException">It cannot be used.</exception>
    public static void Check(FormDefinition definition)
    {
        if (FormVersion.TryRead(definition.Version) is null)
        {
            throw new FormDefinitionException("version", "Up to four numbers with points between them.");
        }

        if (definition.Items.Count == 0)
        {
            throw new FormDefinitionException("item", "Not empty.");
        }

        new FormDefinitionCheck().Check(definition.Items, "item", [], 1);
    }

    private static void Fail(string path, string message) => throw new FormDefinitionException(path, message);

    private void Check(IReadOnlyList<FormItem> items, string path, string[] repeating, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            Check(items[i], $"{path}[{i}]", repeating, depth);
        }
    }

    private void Check(FormItem item, string path, string[] repeating, int depth)
    {
        if (!_names.Add(item.LinkId))
        {
            Fail($"{path}.linkId", "Another item has this name.");
        }

        if (item.LinkId.AsSpan().ContainsAny('/', '[', ']') || item.LinkId.Any(char.IsControl))
        {
            Fail($"{path}.linkId", "Without /, [ and ].");
        }

        if (_names.Count > FormLimits.Items)
        {
            Fail(path, $"At most {FormLimits.Items} items.");
        }

        for (int i = 0; i < item.Conditions.Count; i++)
        {
            Check(item.Conditions[i], $"{path}.enableWhen[{i}]", repeating);
        }

        switch (item.Type)
        {
            case FormItemType.Group:
                CheckGroup(item, path, repeating, depth);
                return;
            case FormItemType.Display:
                CheckDisplay(item, path);
                return;
            default:
                CheckQuestion(item, path);
                _questions.Add(item.LinkId, (item, repeating));
                return;
        }
    }

    private void CheckGroup(FormItem item, string path, string[] repeating, int depth)
    {
        if (item.Items.Count == 0)
        {
            Fail($"{path}.item", "Not empty.");
        }

        if (depth >= FormLimits.Depth)
        {
            Fail($"{path}.item", $"At most {FormLimits.Depth} groups in each other.");
        }

        if (item.Initial.Count > 0 || item.Options.Count > 0 || item.ReadOnly)
        {
            Fail(path, "A group has no values of its own.");
        }

        if (item.Required && !item.Repeats)
        {
            Fail($"{path}.required", "Of the questions in it, or of a group that repeats.");
        }

        CheckOccurrences(item, path);
        Check(item.Items, $"{path}.item", item.Repeats ? [.. repeating, item.LinkId] : repeating, depth + 1);
    }

    private static void CheckDisplay(FormItem item, string path)
    {
        if (item.Required || item.Repeats || item.Items.Count > 0 || item.Initial.Count > 0 || item.Options.Count > 0)
        {
            Fail(path, "A display is a text alone.");
        }
    }

    private static void CheckQuestion(FormItem item, string path)
    {
        bool isChoice = item.Type is FormItemType.Choice or FormItemType.OpenChoice;
        if (item.Items.Count > 0)
        {
            Fail($"{path}.item", "Only a group has items.");
        }

        if (isChoice != item.Options.Count > 0 || item.Options.Count > FormLimits.Options)
        {
            Fail($"{path}.answerOption", $"1 to {FormLimits.Options} for a choice, none for anything else.");
        }

        if (item.Options.Select(option => (option.System, option.Code)).Distinct().Count() < item.Options.Count)
        {
            Fail($"{path}.answerOption", "Each option once.");
        }

        if (item.LengthMax > 0
            && item.Type is not (FormItemType.String or FormItemType.Text or FormItemType.OpenChoice))
        {
            Fail($"{path}.maxLength", "Of a text.");
        }

        CheckOccurrences(item, path);
        CheckBounds(item, path);
        CheckInitial(item, path);
    }

    private static void CheckOccurrences(FormItem item, string path)
    {
        if (item.OccursMin > 0 && !item.Required)
        {
            Fail($"{path}.extension", "minOccurs only of what is required.");
        }

        if (Math.Max(item.OccursMin, item.OccursMax) > 1 && !item.Repeats)
        {
            Fail($"{path}.extension", "minOccurs and maxOccurs only of what repeats.");
        }

        if (item.OccursMax > 0 && item.OccursMin > item.OccursMax)
        {
            Fail($"{path}.extension", "minOccurs up to maxOccurs.");
        }
    }

    private static void CheckBounds(FormItem item, string path)
    {
        bool isDate = item.Type == FormItemType.Date;
        foreach (string bound in new[] { item.Minimum, item.Maximum }.Where(bound => bound.Length > 0))
        {
            if (item.Type is FormItemType.DateTime || !FormValues.HasOrder(item.Type)
                || !(isDate ? FormValues.IsDate(bound) : FormValues.IsNumber(bound)))
            {
                Fail($"{path}.extension", "minValue and maxValue of the type of the item.");
            }
        }

        if (item.Minimum.Length > 0 && item.Maximum.Length > 0
            && (isDate
                ? string.CompareOrdinal(item.Minimum, item.Maximum) > 0
                : FormValues.Number(item.Minimum) > FormValues.Number(item.Maximum)))
        {
            Fail($"{path}.extension", "minValue up to maxValue.");
        }
    }

    private static void CheckInitial(FormItem item, string path)
    {
        if (item.ReadOnly && item.Initial.Count == 0)
        {
            Fail($"{path}.readOnly", "Of what has an initial value.");
        }

        if (item.Initial.Count > 1 && !item.Repeats)
        {
            Fail($"{path}.initial", "One, for what does not repeat.");
        }

        for (int i = 0; i < item.Initial.Count; i++)
        {
            string at = $"{path}.initial[{i}]";
            FormValue? kept = FormAnswerValues.Read(item, item.Initial[i], string.Empty, out FormFault? fault);
            if (kept is null)
            {
                Fail(at, fault!.IsTooLarge ? $"At most {fault.Limit} {fault.Message}." : fault.Message);
            }

            // As an answer is kept: a form is begun with what it takes.
            item.Initial[i] = kept!;
        }
    }

    private void Check(FormCondition condition, string path, string[] repeating)
    {
        if (!_questions.TryGetValue(condition.LinkId, out (FormItem Item, string[] Repeating) asked))
        {
            Fail($"{path}.question", "A question before this item.");
        }

        if (!asked.Repeating.All(repeating.Contains))
        {
            Fail($"{path}.question", "A question that is not in another group that repeats.");
        }

        if (condition.Operator == FormOperator.Exists)
        {
            if (condition.Value.ValueCase != FormValue.ValueOneofCase.Boolean)
            {
                Fail($"{path}.answer[x]", "true or false.");
            }

            return;
        }

        if (condition.Operator is not (FormOperator.Equal or FormOperator.NotEqual)
            && !FormValues.HasOrder(asked.Item.Type))
        {
            Fail($"{path}.operator", "= or !=, for a question whose answers have no order.");
        }

        if (FormAnswerValues.Read(Unbound(asked.Item), condition.Value, string.Empty, out FormFault? fault) is null)
        {
            Fail($"{path}.answer[x]", fault!.IsTooLarge ? "As short as the answers." : fault.Message);
        }
    }

    // A condition may compare with what is no answer.
    private static FormItem Unbound(FormItem item)
    {
        FormItem unbound = item.Clone();
        unbound.Minimum = string.Empty;
        unbound.Maximum = string.Empty;
        return unbound;
    }
}
