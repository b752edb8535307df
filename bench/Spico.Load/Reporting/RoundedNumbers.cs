using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spico.Load.Reporting;

/// <summary>Numbers with the digits they are worth, so that a report stays readable.</summary>
internal sealed class RoundedNumbers : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteNumberValue(0);
            return;
        }

        writer.WriteRawValue(value.ToString("0.#####", CultureInfo.InvariantCulture));
    }
}
