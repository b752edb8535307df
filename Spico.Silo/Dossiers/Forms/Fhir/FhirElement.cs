using System.Text.Json;

namespace Spico.Silo.Dossiers.Forms.Fhir;

/// <summary>An element of a resource, and where it is. What is not as it should be is told with its place.</summary>
internal readonly record struct FhirElement(JsonElement Json, string Path)
{
    /// <summary>A fault at this element, or at one in it.</summary>
    public FormDefinitionException Fault(string message, string name = "") => new(At(name), message);

    /// <summary>Checks that it is an object with nothing in it that is not understood.</summary>
    public FhirElement Expect(params string[] names)
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            throw Fault("An object.");
        }

        foreach (JsonProperty property in Json.EnumerateObject())
        {
            // _name holds what is said about a primitive: nothing that is used here.
            if (Array.IndexOf(names, property.Name) < 0 && !property.Name.StartsWith('_'))
            {
                throw Fault("Not in the subset that is understood.", property.Name);
            }
        }

        return this;
    }

    /// <summary>An element in it, or null.</summary>
    public FhirElement? Find(string name) =>
        Json.TryGetProperty(name, out JsonElement found) ? new FhirElement(found, At(name)) : null;

    /// <summary>The only element in it whose name begins so, with the rest of its name; null: there is none.</summary>
    public (string Type, FhirElement Value)? FindChoice(string prefix)
    {
        (string, FhirElement)? only = null;
        foreach (JsonProperty property in Json.EnumerateObject())
        {
            if (property.Name.Length > prefix.Length
                && property.Name.StartsWith(prefix, StringComparison.Ordinal)
                && char.IsAsciiLetterUpper(property.Name[prefix.Length]))
            {
                only = only is null
                    ? (property.Name[prefix.Length..], new FhirElement(property.Value, At(property.Name)))
                    : throw Fault($"One {prefix} at most.", property.Name);
            }
        }

        return only;
    }

    /// <summary>The elements of a list in it.</summary>
    public FhirElement[] List(string name)
    {
        if (Find(name) is not { } list)
        {
            return [];
        }

        return list.Json.ValueKind == JsonValueKind.Array
            ? [.. list.Json.EnumerateArray().Select((each, i) => new FhirElement(each, $"{list.Path}[{i}]"))]
            : throw list.Fault("A list.");
    }

    /// <summary>A text in it, or an empty one.</summary>
    public string Text(string name, int characters = FormLimits.TextCharacters) =>
        Find(name) is { } found ? found.Text(characters) : string.Empty;

    /// <summary>It as a text.</summary>
    public string Text(int characters = FormLimits.TextCharacters)
    {
        string text = Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Fault("A text.");
        return string.IsNullOrWhiteSpace(text) ? throw Fault("Not empty.")
            : text.Length > characters ? throw Fault($"At most {characters} characters.")
            : text;
    }

    /// <summary>Whether something in it is so.</summary>
    public bool Flag(string name) => Find(name)?.Flag() ?? false;

    /// <summary>Whether it is so.</summary>
    public bool Flag() => Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault("true or false."),
    };

    /// <summary>It as a whole number.</summary>
    public long Whole() => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out long number)
        ? number
        : throw Fault("A whole number.");

    /// <summary>It as the digits of a number.</summary>
    public string Digits() => Json.ValueKind == JsonValueKind.Number && FormValues.IsNumber(Json.GetRawText())
        ? Json.GetRawText()
        : throw Fault("A number of up to 18 digits before the point and 8 after it.");

    private string At(string name) => name.Length == 0 ? Path : Path.Length == 0 ? name : $"{Path}.{name}";
}
