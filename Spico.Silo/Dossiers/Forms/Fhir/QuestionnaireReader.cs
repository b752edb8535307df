using System.Text.Json;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Forms.Fhir;

/// <summary>
/// Reads definitions from Questionnaires of FHIR R4: the subset that a <see cref="FormDefinition"/> can say, and
/// nothing beside it. A few hundred lines of our own instead of a library of the whole of FHIR: what is not understood
/// here must be refused by its name anyway.
/// </summary>
internal static class QuestionnaireReader
{
    private static readonly string[] Elements =
    [
        "resourceType", "id", "meta", "language", "implicitRules", "text", "extension", "url", "identifier", "version",
        "name", "title", "derivedFrom", "status", "experimental", "subjectType", "date", "publisher", "contact",
        "description", "useContext", "jurisdiction", "purpose", "copyright", "approvalDate", "lastReviewDate",
        "effectivePeriod", "code", "item",
    ];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads and checks a definition.</summary>
    /// <exception cref="FormDefinitionException">It cannot be used.</exception>
    public static FormDefinition Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > FormLimits.DefinitionBytes)
        {
            throw new FormDefinitionException(string.Empty, $"At most {FormLimits.DefinitionBytes} bytes.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            FormDefinition definition = Read(new FhirElement(document.RootElement, string.Empty).Expect(Elements));
            FormDefinitionCheck.Check(definition);
            return definition;
        }
        catch (JsonException malformed)
        {
            throw new FormDefinitionException(
                $"line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}", "Not JSON.");
        }
    }

    private static FormDefinition Read(FhirElement root)
    {
        if (root.Text("resourceType") != "Questionnaire")
        {
            throw root.Fault("A Questionnaire.", "resourceType");
        }

        return new FormDefinition
        {
            Url = Needed(root, "url", FormLimits.NameCharacters),
            Version = Needed(root, "version", FormLimits.NameCharacters),
            Title = Needed(root, "title", FormLimits.NameCharacters),
            Theme = ThemeOf(root),
            Retired = root.Text("status") switch
            {
                "active" => false,
                "retired" => true,
                _ => throw root.Fault("active or retired.", "status"),
            },
            Items = { root.List("item").Select(QuestionnaireItemReader.Read) },
        };
    }

    private static string Needed(FhirElement element, string name, int characters) =>
        element.Find(name)?.Text(characters) ?? throw element.Fault("Not absent.", name);

    private static FormTheme ThemeOf(FhirElement root)
    {
        foreach (FhirElement code in root.List("code"))
        {
            if (code.Text("system") == FormThemes.System)
            {
                FormTheme theme = FormThemes.Of(code.Text("code"));
                return theme == FormTheme.Unspecified ? throw code.Fault("A theme there is.", "code") : theme;
            }
        }

        throw root.Fault($"A theme: a code of the system {FormThemes.System}.", "code");
    }
}
