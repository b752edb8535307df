using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Exports;

/// <summary>Writes an export as JSON, as clients read the contract.</summary>
internal static class OwnDataJson
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>The text.</summary>
    public static string Write(OwnData data) => Formatter.Format(data);
}
