using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;

namespace Spico.Silo.Tests.Dossiers.Forms;

public sealed class FormValidatorTests
{
    private static readonly FormDefinition Form = new()
    {
        Items =
        {
            new FormItem
            {
                LinkId = "poids", Type = FormItemType.Quantity, Unit = "kg", Minimum = "1", Maximum = "400",
            },
            new FormItem { LinkId = "nom", Type = FormItemType.String, LengthMax = 5, Required = true },
            new FormItem { LinkId = "date", Type = FormItemType.Date, Maximum = "2030" },
            new FormItem { LinkId = "taux", Type = FormItemType.Decimal, Repeats = true, OccursMax = 2 },
            new FormItem
            {
                LinkId = "pays", Type = FormItemType.String, ReadOnly = true,
                Initial = { new FormValue { Text = "France" } },
            },
            new FormItem
            {
                LinkId = "soins", Type = FormItemType.Group, Repeats = true, Required = true, OccursMin = 2,
                Items =
                {
                    new FormItem
                    {
                        LinkId = "soin", Type = FormItemType.OpenChoice, Repeats = true, Required = true,
                        Options = { new FormCoding { Code = "p", Display = "Pansement" } },
                    },
                    new FormItem
                    {
                        LinkId = "lieu", Type = FormItemType.String,
                        Conditions =
                        {
                            new FormCondition
                            {
                                LinkId = "soin", Operator = FormOperator.Equal,
                                Value = new FormValue { Coding = new FormCoding { Code = "p" } },
                            },
                        },
                    },
                },
            },
        },
    };

    [Fact]
    public void What_is_right_is_taken_as_the_form_says_it()
    {
        FormSheet sheet = FormValidator.Validate(Form, Valid());
        Assert.Null(sheet.Fault);
        Assert.Equal("kg", sheet.Answers[0].Values[0].Quantity.Unit);
        Assert.Equal("France", sheet.Answers[4].Values[0].Text);
        Assert.Equal("Pansement", sheet.Answers[5].Items[0].Values[0].Coding.Display);
        Assert.Equal(["soin", "lieu"], sheet.Answers[5].Items.Select(answer => answer.LinkId));
        Assert.Equal(["soin"], sheet.Answers[6].Items.Select(answer => answer.LinkId));
    }

    [Fact]
    public void What_is_wrong_is_refused_with_the_place()
    {
        Refused("/nom", answers => answers.RemoveAll(answer => answer.LinkId == "nom"));
        Refused("/nom", answers => Put(answers, FormDesk.Text("nom", "Martin")), isTooLarge: true);
        Refused("/nom", answers => Put(answers, FormDesk.Text("nom", "a\nb")));
        Refused("/nom", answers => Put(answers, FormDesk.Text("nom", " ")));
        Refused("/nom", answers => Put(answers, FormDesk.Whole("nom", 3)));
        Refused("/nom", answers => Put(answers, FormDesk.Of("nom", new FormValue())));
        Refused("/nom", answers => answers.Add(FormDesk.Text("nom", "b")));
        Refused("/nom", answers => Put(answers, FormDesk.Group("nom", FormDesk.Text("x", "y"))));
        Refused("/poids", answers => Put(answers, Weight("401", "kg")));
        Refused("/poids", answers => Put(answers, Weight("0.5", "kg")));
        Refused("/poids", answers => Put(answers, Weight("70", "g")));
        Refused("/poids", answers => Put(answers, Weight("7e1", "kg")));
        Refused("/date", answers => answers.Add(Date("2026-02-30")));
        Refused("/date", answers => answers.Add(Date("2031")));
        Refused("/date", answers => answers.Add(Date("26-02-03")));
        Refused("/taux", answers => answers.Add(FormDesk.Of("taux", Rate("1"), Rate("2"), Rate("3"))), true);
        Refused("/taux[1]", answers => answers.Add(FormDesk.Of("taux", Rate("1"), Rate("1.123456789"))));
        Refused("/pays", answers => answers.Add(FormDesk.Text("pays", "Suisse")));
        Refused("", answers => answers.Add(FormDesk.Text("inconnu", "x")));
        Refused("/soins", answers => answers.RemoveAt(answers.Count - 1));
        Refused("/soins[1]/lieu", answers => answers[^1].Items.Add(FormDesk.Text("lieu", "jambe")));
        Refused("/soins[1]/soin", answers => answers[^1].Items.Clear());
        Refused("/soins[1]", answers => answers[^1].Items.Add(FormDesk.Text("nom", "a")));
        Refused("/soins[1]", answers => answers[^1].Values.Add(new FormValue { Text = "x" }));
        Refused("/soins[0]/soin[1]", answers => answers[^2].Items[0] = FormDesk.Code("soin", "p", "p"));
        Refused("/soins[0]/soin[0]", answers => answers[^2].Items[0] = FormDesk.Code("soin", "z"));
    }

    [Fact]
    public void A_draft_may_lack_what_is_required_and_loses_what_is_not_asked_any_more()
    {
        List<FormAnswer> answers = Valid();
        answers.RemoveAll(answer => answer.LinkId == "nom");
        answers[^1].Items.Add(FormDesk.Text("lieu", "jambe"));
        FormSheet draft = FormValidator.Validate(Form, answers, isDraft: true);
        Assert.Null(draft.Fault);
        Assert.Equal(["soin"], draft.Answers[^1].Items.Select(answer => answer.LinkId));
        answers.Add(Date("demain"));
        Assert.Equal("/date", FormValidator.Validate(Form, answers, isDraft: true).Fault!.Path);
    }

    [Theory]
    [InlineData(FormOperator.Exists, true, 1, true)]
    [InlineData(FormOperator.Exists, true, null, false)]
    [InlineData(FormOperator.Exists, false, null, true)]
    [InlineData(FormOperator.Equal, 2, 2, true)]
    [InlineData(FormOperator.Equal, 2, null, false)]
    [InlineData(FormOperator.NotEqual, 2, 3, true)]
    [InlineData(FormOperator.NotEqual, 2, 2, false)]
    [InlineData(FormOperator.NotEqual, 2, null, false)]
    [InlineData(FormOperator.Greater, 2, 3, true)]
    [InlineData(FormOperator.Greater, 2, 2, false)]
    [InlineData(FormOperator.Less, 2, 1, true)]
    [InlineData(FormOperator.Less, 2, 2, false)]
    [InlineData(FormOperator.GreaterOrEqual, 2, 2, true)]
    [InlineData(FormOperator.GreaterOrEqual, 2, 1, false)]
    [InlineData(FormOperator.LessOrEqual, 2, 2, true)]
    [InlineData(FormOperator.LessOrEqual, 2, 3, false)]
    public void A_condition_compares(FormOperator how, object with, int? answer, bool holds)
    {
        FormValue value = with is bool flag ? new FormValue { Boolean = flag } : new FormValue { Integer = (int)with };
        var item = new FormItem { Conditions = { new FormCondition { LinkId = "q", Operator = how, Value = value } } };
        FormValue[] answers = answer is { } number ? [new FormValue { Integer = number }] : [];
        Assert.Equal(holds, FormConditions.Hold(item, _ => answers));
    }

    private static List<FormAnswer> Valid() =>
    [
        Weight("72.5", ""),
        FormDesk.Text("nom", "Anne"),
        FormDesk.Group("soins", FormDesk.Code("soin", "p")),
        FormDesk.Group("soins", FormDesk.Text("soin", "Bain")),
    ];

    private static void Refused(string path, Action<List<FormAnswer>> break_, bool isTooLarge = false)
    {
        List<FormAnswer> answers = Valid();
        break_(answers);
        FormFault fault = FormValidator.Validate(Form, answers).Fault!;
        Assert.Equal((path, isTooLarge), (fault.Path, fault.IsTooLarge));
    }

    private static void Put(List<FormAnswer> answers, FormAnswer answer) =>
        answers[answers.FindIndex(one => one.LinkId == answer.LinkId)] = answer;

    private static FormAnswer Weight(string value, string unit) =>
        FormDesk.Of("poids", new FormValue { Quantity = new FormQuantity { Value = value, Unit = unit } });

    private static FormAnswer Date(string date) => FormDesk.Of("date", new FormValue { Date = date });

    private static FormValue Rate(string value) => new() { Decimal = value };
}
