using System.Text.Json;
using Orleans.Storage;

namespace Spico.Silo.Storage;

/// <summary>
/// How grain state lies in storage: plain JSON by property names. Orleans' default writes the names of types, which
/// ties what is stored to what classes are called.
/// </summary>
internal sealed class GrainStateJson : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web);

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Shape));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, Shape)
        ?? throw new InvalidDataException($"Stored state of {typeof(T).Name} is empty.");
}
