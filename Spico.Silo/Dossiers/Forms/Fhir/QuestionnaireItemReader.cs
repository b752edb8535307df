using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms.Fhir;

/// <summary>Reads the items of Questionnaires.</summary>
internal static class QuestionnaireItemReader
{
    private const string Extensions = "http://hl7.org/fhir/StructureDefinition/";

    /// <summary>Reads an item with what is in it.</summary>
    public static FormItem Read(FhirElement element)
    {
        element.Expect(
            "id", "extension", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen", "enableBehavior",
            "required", "repeats", "readOnly", "maxLength", "answerOption", "initial", "item");
        var item = new FormItem
        {
            LinkId = element.Find("linkId")?.Text(FormLimits.NameCharacters)
                ?? throw element.Fault("Not absent.", "linkId"),
            Text = string.Join(' ', new[] { element.Text("prefix"), element.Text("text") }.Where(part => part != "")),
            Type = TypeOf(element),
            Required = element.Flag("required"),
            Repeats = element.Flag("repeats"),
            ReadOnly = element.Flag("readOnly"),
            LengthMax = Count(element.Find("maxLength"), FormLimits.AnswerCharacters),
            Any = IsAny(element),
        };
        item.Conditions.Add(element.List("enableWhen").Select(ReadCondition));
        foreach (FhirElement option in element.List("answerOption"))
        {
            (FormCoding coding, bool isInitial) = ReadOption(option);
            item.Options.Add(coding);
            if (isInitial)
            {
                item.Initial.Add(new FormValue { Coding = coding.Clone() });
            }
        }

        item.Initial.Add(
            element.List("initial").Select(initial => ReadValue(initial.Expect(Choice(initial)), "value")));
        foreach (FhirElement extension in element.List("extension"))
        {
            Extend(item, extension);
        }

        item.Items.Add(element.List("item").Select(Read));
        return item;
    }

    private static FormItemType TypeOf(FhirElement element) => element.Text("type") switch
    {
        "group" => FormItemType.Group,
        "display" => FormItemType.Display,
        "string" => FormItemType.String,
        "text" => FormItemType.Text,
        "boolean" => FormItemType.Boolean,
        "integer" => FormItemType.Integer,
        "decimal" => FormItemType.Decimal,
        "date" => FormItemType.Date,
        "dateTime" => FormItemType.DateTime,
        "choice" => FormItemType.Choice,
        "open-choice" => FormItemType.OpenChoice,
        "attachment" => FormItemType.Attachment,
        "quantity" => FormItemType.Quantity,
        "reference" => FormItemType.Reference,
        _ => throw element.Fault("A type that is understood.", "type"),
    };

    private static bool IsAny(FhirElement element) => element.Text("enableBehavior") switch
    {
        "any" => true,
        "all" => false,
        "" when element.List("enableWhen").Length < 2 => false,
        _ => throw element.Fault("any or all.", "enableBehavior"),
    };

    private static FormCondition ReadCondition(FhirElement element)
    {
        element.Expect(["question", "operator", .. Choice(element)]);
        return new FormCondition
        {
            LinkId = element.Find("question")?.Text(FormLimits.NameCharacters)
                ?? throw element.Fault("Not absent.", "question"),
            Operator = element.Text("operator") switch
            {
                "exists" => FormOperator.Exists,
                "=" => FormOperator.Equal,
                "!=" => FormOperator.NotEqual,
                ">" => FormOperator.Greater,
                "<" => FormOperator.Less,
                ">=" => FormOperator.GreaterOrEqual,
                "<=" => FormOperator.LessOrEqual,
                _ => throw element.Fault("exists, =, !=, >, <, >= or <=.", "operator"),
            },
            Value = ReadValue(element, "answer"),
        };
    }

    private static (FormCoding Coding, bool IsInitial) ReadOption(FhirElement element)
    {
        element.Expect("id", "extension", "valueCoding", "valueString", "initialSelected");
        FormCoding coding = element.Find("valueString") is { } text
            ? new FormCoding { Code = text.Text(FormLimits.NameCharacters), Display = text.Text() }
            : ReadCoding(element.Find("valueCoding") ?? throw element.Fault("valueCoding or valueString."));
        return (coding, element.Flag("initialSelected"));
    }

    private static FormValue ReadValue(FhirElement element, string prefix)
    {
        (string type, FhirElement value) =
            element.FindChoice(prefix) ?? throw element.Fault("Not absent.", $"{prefix}[x]");
        return type switch
        {
            "Boolean" => new FormValue { Boolean = value.Flag() },
            "Integer" => new FormValue { Integer = value.Whole() },
            "Decimal" => new FormValue { Decimal = value.Digits() },
            "Date" => new FormValue { Date = value.Text() },
            "DateTime" => new FormValue { DateTime = Time(value) },
            "String" => new FormValue { Text = value.Text() },
            "Coding" => new FormValue { Coding = ReadCoding(value) },
            "Quantity" => new FormValue { Quantity = ReadQuantity(value) },
            _ => throw value.Fault("A value that is understood."),
        };
    }

    private static FormCoding ReadCoding(FhirElement element)
    {
        element.Expect("id", "system", "version", "code", "display", "userSelected");
        string code = element.Text("code", FormLimits.NameCharacters);
        return new FormCoding
        {
            Code = code.Length > 0 ? code : throw element.Fault("Not absent.", "code"),
            System = element.Text("system", FormLimits.NameCharacters),
            Display = element.Text("display") is { Length: > 0 } display ? display : code,
        };
    }

    private static FormQuantity ReadQuantity(FhirElement element)
    {
        element.Expect("id", "value", "unit", "system", "code");
        return new FormQuantity
        {
            Value = (element.Find("value") ?? throw element.Fault("Not absent.", "value")).Digits(),
            Unit = element.Text("unit", FormLimits.UnitCharacters),
        };
    }

    private static long Time(FhirElement value) =>
        value.Json.TryGetDateTimeOffset(out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : throw value.Fault("A time with its zone.");

    // What an extension means that is not known here cannot matter to who may ignore it: that is what FHIR calls one.
    private static void Extend(FormItem item, FhirElement extension)
    {
        string url = extension.Text("url");
        switch (url.StartsWith(Extensions, StringComparison.Ordinal) ? url[Extensions.Length..] : string.Empty)
        {
            case "minValue":
                item.Minimum = Bound(extension);
                break;
            case "maxValue":
                item.Maximum = Bound(extension);
                break;
            case "questionnaire-minOccurs":
                item.OccursMin = Count(extension.Find("valueInteger"), FormLimits.Occurrences);
                break;
            case "questionnaire-maxOccurs":
                item.OccursMax = Count(extension.Find("valueInteger"), FormLimits.Occurrences);
                break;
            case "questionnaire-unit":
                FormCoding unit = ReadCoding(
                    extension.Find("valueCoding") ?? throw extension.Fault("Not absent.", "valueCoding"));
                item.Unit = unit.Display.Length <= FormLimits.UnitCharacters
                    ? unit.Display
                    : throw extension.Fault($"At most {FormLimits.UnitCharacters} characters.", "valueCoding.display");
                break;
        }
    }

    private static string Bound(FhirElement extension) => extension.FindChoice("value") switch
    {
        ("Integer" or "Decimal", var number) => number.Digits(),
        ("Date", var date) => date.Text(),
        _ => throw extension.Fault("valueInteger, valueDecimal or valueDate."),
    };

    private static uint Count(FhirElement? element, int most) => element is not { } count ? 0
        : count.Whole() is var number && number >= 1 && number <= most ? (uint)number
        : throw count.Fault($"1 to {most}.");

    private static string[] Choice(FhirElement element) =>
        [.. new[] { "value", "answer" }.SelectMany(prefix => element.FindChoice(prefix) is (var type, _)
            ? [prefix + type]
            : Array.Empty<string>())];
}
