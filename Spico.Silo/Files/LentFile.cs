using Spico.Protocol.V1;

namespace Spico.Silo.Files;

/// <summary>A file to show, with its key; or why there is none.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.lent-file")]
internal sealed class LentFile
{
    [Id(0)]
    public Error? Refusal { get; init; }

    [Id(1)]
    public byte[] Key { get; init; } = [];

    [Id(2)]
    public Attachment? Attachment { get; init; }
}
