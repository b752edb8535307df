using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spico.Silo.Host;

/// <summary>Tells whoever started the process that it is ready, and where: one line of JSON.</summary>
internal static class ReadyFile
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the file beside its place and moves it there: a reader finds all of it or nothing.</summary>
    public static void Write(this FileInfo file, DoorAddresses doors)
    {
        string draft = $"{file.FullName}.{doors.Pid}";
        File.WriteAllText(draft, JsonSerializer.Serialize(doors, Shape) + "\n");
        File.Move(draft, file.FullName, overwrite: true);
    }
}
