using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Google.Protobuf.Collections;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Forms.Fhir;
using Answers = System.Collections.Immutable.ImmutableDictionary<string, Spico.Protocol.V1.FormValue[]>;

namespace Spico.Silo.Tests.Dossiers.Forms;

/// <summary>
/// Random forms with conditions and groups that repeat, written as Questionnaires and read back, and random answers to
/// them: what the validator takes shows exactly what is asked, by a model that knows no code of ours.
/// </summary>
public sealed class FormPropertyTests
{
    [Fact]
    public void What_is_taken_shows_exactly_what_is_asked_and_is_taken_again() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            FormDefinition form = new Invention(random).Form();
            Assert.Equal(form, Read(form));

            RepeatedField<FormAnswer> given = Fill(form.Items, random, [], Answers.Empty, out _);
            FormSheet sheet = FormValidator.Validate(form, given);
            Assert.Null(sheet.Fault);
            CheckShown(form.Items, sheet.Answers, Answers.Empty);
            Assert.Equal(sheet.Answers, FormValidator.Validate(form, sheet.Answers).Answers);
            Assert.Equal(sheet.Answers, FormValidator.Validate(form, sheet.Answers, isDraft: true).Answers);
            Assert.Equal(sheet.Answers, Again(sheet.Answers));
        },
        iter: 300);

    [Fact]
    public void An_answer_to_what_is_not_asked_is_refused_by_its_name() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            FormDefinition form = new Invention(random).Form();
            RepeatedField<FormAnswer> given = Fill(form.Items, random, [], Answers.Empty, out _);
            FormItem? hidden = form.Items.FirstOrDefault(item => given.All(answer => answer.LinkId != item.LinkId)
                && item is { Repeats: false, Conditions.Count: > 0 });
            if (hidden is not null && FormValidator.Validate(form, given).Answers.All(
                answer => answer.LinkId != hidden.LinkId))
            {
                given.Add(new FormAnswer { LinkId = hidden.LinkId });
                Assert.Equal($"/{hidden.LinkId}", FormValidator.Validate(form, given).Fault!.Path);
            }
        },
        iter: 300);

    private static FormAnswer[] Again(IReadOnlyList<FormAnswer> answers) =>
        [.. FormResponse.Parser.ParseJson(new FormResponse { Answers = { answers } }.ToString()).Answers];

    // Answers, with what is asked by the model; questions that are not required are answered half the time.
    private static RepeatedField<FormAnswer> Fill(
        IEnumerable<FormItem> items, Random random, RepeatedField<FormAnswer> filled, Answers known, out Answers after)
    {
        foreach (FormItem item in items.Where(item => item.Type != FormItemType.Display))
        {
            if (!IsAsked(item, known))
            {
                continue;
            }

            if (item.Type == FormItemType.Group)
            {
                for (int i = item.Repeats ? random.Next(item.Required ? 1 : 0, 3) : 1; i > 0; i--)
                {
                    filled.Add(new FormAnswer
                    {
                        LinkId = item.LinkId,
                        Items = { Fill(item.Items, random, [], known, out Answers inside) },
                    });
                    known = item.Repeats ? known : inside;
                }
            }
            else if (item.Required || random.Next(2) == 0)
            {
                FormValue[] values = [Value(item, random)];
                filled.Add(new FormAnswer { LinkId = item.LinkId, Values = { values } });
                known = known.SetItem(item.LinkId, values);
            }
        }

        after = known;
        return filled;
    }

    private static Answers CheckShown(
        IReadOnlyList<FormItem> items, IReadOnlyList<FormAnswer> shown, Answers known)
    {
        int next = 0;
        foreach (FormItem item in items)
        {
            bool isAsked = IsAsked(item, known);
            FormAnswer[] own = [.. shown.Skip(next).TakeWhile(answer => answer.LinkId == item.LinkId)];
            next += own.Length;
            Assert.True(isAsked || own.Length == 0);
            Assert.True(!isAsked || item.Repeats || own.Length == 1);
            foreach (FormAnswer answer in own)
            {
                Assert.Equal(item.Text, answer.Text);
                Answers inside = CheckShown(item.Items, answer.Items, known);
                known = item.Type == FormItemType.Group && item.Repeats ? known
                    : answer.Values.Count == 0 ? inside
                    : known.SetItem(item.LinkId, [.. answer.Values]);
            }
        }

        Assert.Equal(shown.Count, next);
        return known;
    }

    private static bool IsAsked(FormItem item, Answers known)
    {
        bool[] held =
        [
            .. item.Conditions.Select(condition =>
            {
                FormValue[] answers = known.GetValueOrDefault(condition.LinkId) ?? [];
                return condition.Operator switch
                {
                    FormOperator.Exists => (answers.Length > 0) == condition.Value.Boolean,
                    FormOperator.Equal => answers.Contains(condition.Value),
                    _ => answers.Any(answer => answer.Integer > condition.Value.Integer),
                };
            }),
        ];
        return held.Length == 0 || (item.Any ? held.Contains(true) : !held.Contains(false));
    }

    private static FormValue Value(FormItem item, Random random) => item.Type == FormItemType.Boolean
        ? new FormValue { Boolean = random.Next(2) == 0 }
        : new FormValue { Integer = random.Next(4) };

    private static FormDefinition Read(FormDefinition form)
    {
        var json = new JsonObject
        {
            ["resourceType"] = "Questionnaire",
            ["url"] = form.Url,
            ["version"] = form.Version,
            ["title"] = form.Title,
            ["status"] = "active",
            ["code"] = new JsonArray(new JsonObject { ["system"] = "urn:spico:theme", ["code"] = "medical" }),
            ["item"] = new JsonArray([.. form.Items.Select(ToJson)]),
        };
        return QuestionnaireReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static JsonObject ToJson(FormItem item)
    {
        var json = new JsonObject
        {
            ["linkId"] = item.LinkId,
            ["text"] = item.Text,
            ["type"] = item.Type.ToString().ToLowerInvariant(),
            ["required"] = item.Required,
            ["repeats"] = item.Repeats,
            ["enableWhen"] = new JsonArray([.. item.Conditions.Select(ToJson)]),
            ["item"] = new JsonArray([.. item.Items.Select(ToJson)]),
        };
        if (item.Conditions.Count > 1)
        {
            json["enableBehavior"] = item.Any ? "any" : "all";
        }

        return json;
    }

    private static JsonObject ToJson(FormCondition condition) => new()
    {
        ["question"] = condition.LinkId,
        ["operator"] = condition.Operator switch
        {
            FormOperator.Exists => "exists",
            FormOperator.Equal => "=",
            _ => ">",
        },
        [condition.Value.HasBoolean ? "answerBoolean" : "answerInteger"] =
            condition.Value.HasBoolean ? condition.Value.Boolean : condition.Value.Integer,
    };

    private sealed class Invention(Random random)
    {
        private int _names;

        public FormDefinition Form() => new()
        {
            Url = "urn:invented",
            Version = "1",
            Title = "Essai",
            Theme = FormTheme.Medical,
            Items = { Items(random.Next(1, 8), 0, []) },
        };

        private List<FormItem> Items(int count, int depth, List<FormItem> before)
        {
            List<FormItem> items = [];
            for (int i = 0; i < count; i++)
            {
                items.Add(Item(depth, before));
            }

            return items;
        }

        private FormItem Item(int depth, List<FormItem> before)
        {
            var item = new FormItem
            {
                LinkId = $"q{++_names}",
                Text = $"Question {_names} ?",
                Type = random.Next(depth < 3 ? 5 : 3) switch
                {
                    0 => FormItemType.Boolean,
                    1 => FormItemType.Integer,
                    2 => FormItemType.Display,
                    _ => FormItemType.Group,
                },
            };
            for (int i = random.Next(3); i > 0 && before.Count > 0; i--)
            {
                item.Conditions.Add(Condition(before[random.Next(before.Count)]));
            }

            item.Any = item.Conditions.Count > 1 && random.Next(2) == 0;
            if (item.Type == FormItemType.Group)
            {
                item.Repeats = random.Next(2) == 0;
                item.Required = item.Repeats && random.Next(2) == 0;
                item.Items.Add(Items(random.Next(1, 4), depth + 1, item.Repeats ? [.. before] : before));
            }
            else if (item.Type != FormItemType.Display)
            {
                item.Required = random.Next(3) == 0;
                before.Add(item);
            }

            return item;
        }

        private FormCondition Condition(FormItem question) => random.Next(3) switch
        {
            0 => new FormCondition
            {
                LinkId = question.LinkId,
                Operator = FormOperator.Exists,
                Value = new FormValue { Boolean = random.Next(2) == 0 },
            },
            1 when question.Type == FormItemType.Integer => new FormCondition
            {
                LinkId = question.LinkId,
                Operator = FormOperator.Greater,
                Value = new FormValue { Integer = random.Next(4) },
            },
            _ => new FormCondition
            {
                LinkId = question.LinkId,
                Operator = FormOperator.Equal,
                Value = Value(question, random),
            },
        };
    }
}
