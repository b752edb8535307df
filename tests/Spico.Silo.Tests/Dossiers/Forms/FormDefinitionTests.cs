using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Forms.Fhir;

namespace Spico.Silo.Tests.Dossiers.Forms;

public sealed class FormDefinitionTests
{
    private const string Valid =
        """
        {"resourceType":"Questionnaire","url":"urn:test","version":"1.0","title":"Essai","status":"active",
         "code":[{"system":"urn:spico:theme","code":"medical"}],
         "item":[
          {"linkId":"a","text":"A ?","type":"boolean"},
          {"linkId":"g","text":"G","type":"group","repeats":true,"item":[
           {"linkId":"n","text":"N ?","type":"integer","initial":[{"valueInteger":2}],
            "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":1}]},
           {"linkId":"c","text":"C ?","type":"choice","answerOption":[{"valueString":"x"},{"valueString":"y"}],
            "enableWhen":[{"question":"a","operator":"=","answerBoolean":true},
                          {"question":"n","operator":">","answerInteger":3}],"enableBehavior":"any"}]},
          {"linkId":"t","text":"T ?","type":"text","maxLength":10}]}
        """;

    [Fact]
    public void The_forms_of_the_house_are_of_every_theme_and_in_French()
    {
        FormDefinition[] shipped = [.. FormCatalog.Shipped.Newest];
        Assert.Equal(FormDesk.Urls.Order(), shipped.Select(form => form.Url).Order());
        Assert.Equal(4, shipped.Select(form => form.Theme).Distinct().Count());
        FormItemType[] used = [.. shipped.SelectMany(form => form.Items).SelectMany(All).Select(item => item.Type)];
        Assert.Contains(FormItemType.Attachment, used);
        Assert.Contains(FormItemType.Reference, used);
        Assert.Contains(FormItemType.Quantity, used);
        Assert.Contains("PPCS", shipped.Single(form => form.Url == FormDesk.Synthesis).Title);
        Assert.All(FormDesk.Urls, url => Assert.Null(
            FormValidator.Validate(FormCatalog.Shipped.Find(url, "1.0")!, FormDesk.AnswersTo(url)).Fault));
    }

    [Fact]
    public void A_questionnaire_is_read_whole()
    {
        FormDefinition form = Read(Valid);
        Assert.Equal(("urn:test", "1.0", "Essai", FormTheme.Medical), (form.Url, form.Version, form.Title, form.Theme));
        FormItem choice = form.Items[1].Items[1];
        Assert.Equal(["x", "y"], choice.Options.Select(option => option.Code));
        Assert.True(choice.Any);
        Assert.Equal(FormOperator.Greater, choice.Conditions[1].Operator);
        Assert.Equal(("1", 2), (form.Items[1].Items[0].Minimum, form.Items[1].Items[0].Initial[0].Integer));
        Assert.Equal(10u, form.Items[2].LengthMax);
    }

    [Theory]
    [InlineData("item[0].type", "\"boolean\"", "\"slider\"")]
    [InlineData("item[0].type", ",\"type\":\"boolean\"", "")]
    [InlineData("item[0].requird", "\"type\":\"boolean\"", "\"type\":\"boolean\",\"requird\":true")]
    [InlineData("item[0].required", "\"type\":\"boolean\"", "\"type\":\"boolean\",\"required\":\"yes\"")]
    [InlineData("item[1].item[0].linkId", "\"linkId\":\"n\"", "\"linkId\":\"a\"")]
    [InlineData("item[1].item[0].initial[0]", "\"valueInteger\":2", "\"valueInteger\":0")]
    [InlineData("item[1].item[0].initial[0].valueInteger", "\"valueInteger\":2", "\"valueInteger\":\"2\"")]
    [InlineData("item[1].item[0].initial[0]", "\"valueInteger\":2", "\"valueString\":\"2\"")]
    [InlineData("item[1].item[1].answerOption", "\"valueString\":\"y\"", "\"valueString\":\"x\"")]
    [InlineData("item[1].item[1].enableWhen[0].question", "\"question\":\"a\"", "\"question\":\"t\"")]
    [InlineData("item[1].item[1].enableWhen[0].answer[x]", "\"answerBoolean\":true", "\"answerInteger\":1")]
    [InlineData("item[1].item[1].enableWhen[0].operator", "\"operator\":\"=\"", "\"operator\":\"<\"")]
    [InlineData("item[1].item[1].enableWhen[1].operator", "\"operator\":\">\"", "\"operator\":\"~\"")]
    [InlineData("item[1].item[1].enableBehavior", ",\"enableBehavior\":\"any\"", "")]
    [InlineData("item[2].maxLength", "\"maxLength\":10", "\"maxLength\":0")]
    [InlineData("item[2].maxLength", "\"maxLength\":10", "\"maxLength\":4001")]
    [InlineData("code[0].code", "\"code\":\"medical\"", "\"code\":\"astral\"")]
    [InlineData("version", "\"version\":\"1.0\"", "\"version\":\"beta\"")]
    [InlineData("status", "\"status\":\"active\"", "\"status\":\"draft\"")]
    [InlineData("resourceType", "\"Questionnaire\"", "\"Patient\"")]
    [InlineData("title", "\"title\":\"Essai\"", "\"title\":\" \"")]
    [InlineData("item[2].answerValueSet", "\"maxLength\":10", "\"answerValueSet\":\"urn:v\"")]
    [InlineData("item[2].readOnly", "\"maxLength\":10", "\"readOnly\":true")]
    public void A_definition_that_cannot_be_used_is_refused_with_the_place(string path, string from, string to)
    {
        Assert.Contains(from, Valid);
        int at = Valid.IndexOf(from, StringComparison.Ordinal);
        string broken = Valid[..at] + to + Valid[(at + from.Length)..];
        Assert.Equal(path, Assert.Throws<FormDefinitionException>(() => Read(broken)).Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"url\":\"a\",\"url\":\"b\"}")]
    [InlineData("{\"resourceType\":")]
    public void What_is_no_resource_is_refused(string json) =>
        Assert.Throws<FormDefinitionException>(() => Read(json));

    [Fact]
    public void A_question_of_another_group_that_repeats_cannot_be_asked_about()
    {
        string broken = Valid.Replace(
            "\"maxLength\":10",
            "\"enableWhen\":[{\"question\":\"n\",\"operator\":\"=\",\"answerInteger\":1}]",
            StringComparison.Ordinal);
        Assert.Equal(
            "item[2].enableWhen[0].question", Assert.Throws<FormDefinitionException>(() => Read(broken)).Path);
    }

    [Fact]
    public void Definitions_have_so_many_items_and_groups()
    {
        Assert.Equal("item[499].linkId", Assert.Throws<FormDefinitionException>(
            () => Read(WithItems([.. Names(FormLimits.Items - 1), "q0"]))).Path);
        Assert.Equal(FormLimits.Items, Read(WithItems(Names(FormLimits.Items))).Items.Count);
        Assert.Equal("item[500]", Assert.Throws<FormDefinitionException>(
            () => Read(WithItems(Names(FormLimits.Items + 1)))).Path);
        Read(Nested(FormLimits.Depth));
        Assert.EndsWith(".item", Assert.Throws<FormDefinitionException>(() => Read(Nested(FormLimits.Depth + 1))).Path);
    }

    [Fact]
    public void A_folder_brings_forms_and_versions_and_a_fault_in_it_stops_the_start()
    {
        string folder = Directory.CreateTempSubdirectory("spico-forms").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.json"), Valid);
            Put(folder, "b.json", "\"1.0\"", "\"1.10\"");
            Put(folder, "c.json", "\"1.0\"", "\"1.9\"");
            FormCatalog catalog = FormCatalog.Load(folder);
            Assert.Equal("1.10", catalog.Find("urn:test", "")!.Version);
            Assert.Equal("1.9", catalog.Find("urn:test", "1.9")!.Version);
            Assert.Null(catalog.Find("urn:test", "3"));
            Assert.Equal(FormDesk.Urls.Length + 1, catalog.Newest.Count());

            Put(folder, "d.json", "\"1.0\"", "\"1.9.0\"");
            Assert.Contains("urn:test|1.9", Start(folder).FailureMessage);
            Put(folder, "d.json", "\"integer\"", "\"number\"");
            Assert.Contains("d.json: item[1].item[0].type", Start(folder).FailureMessage);
            Assert.True(Start("").Succeeded);
            Assert.True(Start(Path.Combine(folder, "nowhere")).Failed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Put(string folder, string file, string from, string to) =>
        File.WriteAllText(Path.Combine(folder, file), Valid.Replace(from, to, StringComparison.Ordinal));

    private static ValidateOptionsResult Start(string folder) =>
        new FormOptionsCheck().Validate(null, new FormOptions { Folder = folder });

    private static IEnumerable<FormItem> All(FormItem item) => item.Items.SelectMany(All).Prepend(item);

    private static FormDefinition Read(string json) => QuestionnaireReader.Read(Encoding.UTF8.GetBytes(json));

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"q{i}")];

    private static string WithItems(string[] names)
    {
        JsonNode form = JsonNode.Parse(Valid)!;
        form["item"] = new JsonArray([.. names.Select(name => Item(name, "string"))]);
        return form.ToJsonString();
    }

    private static string Nested(int depth)
    {
        JsonObject item = Item("leaf", "string");
        for (int i = 1; i < depth; i++)
        {
            JsonObject group = Item($"g{i}", "group");
            group["item"] = new JsonArray(item);
            item = group;
        }

        JsonNode form = JsonNode.Parse(Valid)!;
        form["item"] = new JsonArray(item);
        return form.ToJsonString();
    }

    private static JsonObject Item(string name, string type) =>
        new() { ["linkId"] = name, ["text"] = name, ["type"] = type };
}
