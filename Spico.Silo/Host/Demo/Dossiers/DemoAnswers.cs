using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>Answers of forms, briefly.</summary>
internal static class DemoAnswers
{
    public const string Social = "urn:spico:form:administrative-social";
    public const string Living = "urn:spico:form:living-environment";
    public const string Medical = "urn:spico:form:medical";
    public const string PlanGeneral = "urn:spico:form:ppcs-general";
    public const string PlanSynthesis = "urn:spico:form:ppcs-synthesis";

    public static FormAnswer Group(string item, params FormAnswer[] items) =>
        new() { LinkId = item, Items = { items } };

    public static FormAnswer Text(string item, string text) => Of(item, new FormValue { Text = text });

    public static FormAnswer Choice(string item, params string[] codes) => Of(
        item, [.. codes.Select(code => new FormValue { Coding = new FormCoding { Code = code } })]);

    public static FormAnswer Is(string item, bool value) => Of(item, new FormValue { Boolean = value });

    public static FormAnswer Count(string item, long value) => Of(item, new FormValue { Integer = value });

    public static FormAnswer Date(string item, string date) => Of(item, new FormValue { Date = date });

    public static FormAnswer Amount(string item, string value, string unit) =>
        Of(item, new FormValue { Quantity = new FormQuantity { Value = value, Unit = unit } });

    public static FormAnswer Member(string item, params ByteString[] members) =>
        Of(item, [.. members.Select(member => new FormValue { Member = member })]);

    private static FormAnswer Of(string item, params FormValue[] values) =>
        new() { LinkId = item, Values = { values } };
}
