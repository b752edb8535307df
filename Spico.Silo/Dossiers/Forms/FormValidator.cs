using Google.Protobuf.Collections;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>
/// Lays answers out by a definition, item by item in its order: what is asked depends on what was answered before.
/// Pure. What it takes is what it would take again, unchanged.
/// </summary>
internal sealed class FormValidator
{
    private readonly bool _isDraft;
    private FormFault? _fault;

    private FormValidator(bool isDraft) => _isDraft = isDraft;

    /// <summary>
    /// Checks answers. Of a draft what is required may be missing, and what is not asked any more is left out.
    /// </summary>
    public static FormSheet Validate(
        FormDefinition definition, IReadOnlyCollection<FormAnswer> given, bool isDraft = false)
    {
        var validator = new FormValidator(isDraft);
        RepeatedField<FormAnswer> answers = validator.Lay(definition.Items, given, string.Empty, new FormScope());
        return new FormSheet(validator._fault, validator._fault is null ? answers : []);
    }

    private RepeatedField<FormAnswer> Lay(
        IReadOnlyCollection<FormItem> items, IReadOnlyCollection<FormAnswer> given, string path, FormScope scope)
    {
        var answers = new RepeatedField<FormAnswer>();
        ILookup<string, FormAnswer> byItem = given.ToLookup(answer => answer.LinkId);
        if (given.FirstOrDefault(answer => items.All(item => item.LinkId != answer.LinkId)) is not null)
        {
            // The name is of the client's making: it is not repeated.
            Fail(path, "Items that the form has there.");
            return answers;
        }

        foreach (FormItem item in items)
        {
            FormAnswer[] own = [.. byItem[item.LinkId]];
            string at = $"{path}/{item.LinkId}";
            if (FormConditions.Hold(item, scope.AnswersTo))
            {
                Lay(item, own, (at, scope), answers);
            }
            else if (own.Length > 0 && !_isDraft)
            {
                Fail(at, "Absent: it is not asked.");
            }

            if (_fault is not null)
            {
                break;
            }
        }

        return answers;
    }

    private void Lay(
        FormItem item, FormAnswer[] given, (string Path, FormScope Scope) at, RepeatedField<FormAnswer> answers)
    {
        if (item.Type == FormItemType.Group && item.Repeats)
        {
            CheckCount(item, given.Length, at.Path);
            for (int i = 0; i < given.Length && _fault is null; i++)
            {
                answers.Add(LayGroup(item, given[i], $"{at.Path}[{i}]", new FormScope(at.Scope)));
            }

            return;
        }

        if (given.Length > 1)
        {
            Fail(at.Path, "There once.");
            return;
        }

        FormAnswer one = given.Length == 0 ? new FormAnswer() : given[0];
        answers.Add(item.Type == FormItemType.Group
            ? LayGroup(item, one, at.Path, at.Scope)
            : LayQuestion(item, one, at.Path, at.Scope));
    }

    private FormAnswer LayGroup(FormItem item, FormAnswer given, string path, FormScope scope)
    {
        if (given.Values.Count > 0)
        {
            Fail(path, "A group has no values of its own.");
        }

        return new FormAnswer
        {
            LinkId = item.LinkId,
            Text = item.Text,
            Items = { Lay(item.Items, given.Items, path, scope) },
        };
    }

    private FormAnswer LayQuestion(FormItem item, FormAnswer given, string path, FormScope scope)
    {
        var answer = new FormAnswer { LinkId = item.LinkId, Text = item.Text };
        if (given.Items.Count > 0)
        {
            Fail(path, "Only a group has items.");
            return answer;
        }

        if (item.ReadOnly)
        {
            if (given.Values.Count > 0
                && (given.Values.Count != item.Initial.Count
                    || !given.Values.Zip(item.Initial).All(pair => FormValues.AreEqual(pair.First, pair.Second))))
            {
                Fail(path, "Its initial value, or none.");
            }

            answer.Values.Add(item.Initial);
        }
        else
        {
            CheckCount(item, given.Values.Count, path);
            for (int i = 0; i < given.Values.Count && _fault is null; i++)
            {
                string at = item.Repeats ? $"{path}[{i}]" : path;
                if (FormAnswerValues.Read(item, given.Values[i], at, out FormFault? fault) is { } value)
                {
                    answer.Values.Add(value);
                }
                else
                {
                    _fault ??= fault;
                }
            }
        }

        CheckChoices(answer, path);
        scope.Take(item.LinkId, answer.Values);
        return answer;
    }

    private void CheckCount(FormItem item, int count, string path)
    {
        int most = item.OccursMax > 0 ? (int)item.OccursMax : item.Repeats ? FormLimits.Occurrences : 1;
        int least = item.Required ? Math.Max(1, (int)item.OccursMin) : 0;
        if (item.Type == FormItemType.Display)
        {
            most = 0;
        }

        if (count > most)
        {
            _fault ??= new FormFault(path, "answers", most, IsTooLarge: true);
        }
        else if (count < least && !_isDraft)
        {
            Fail(path, least == 1 ? "Not absent: it is required." : $"There {least} times at least.");
        }
    }

    private void CheckChoices(FormAnswer answer, string path)
    {
        for (int i = 1; i < answer.Values.Count; i++)
        {
            if (answer.Values[i].Coding is not null && answer.Values.IndexOf(answer.Values[i]) < i)
            {
                Fail($"{path}[{i}]", "An option is chosen once.");
            }
        }
    }

    private void Fail(string path, string message) => _fault ??= new FormFault(path, message);
}
