using Spico.Protocol.V1;

namespace Spico.Silo.Files;

/// <summary>Bytes of a file, or why there are none.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.file-piece")]
public sealed class FilePiece
{
    /// <summary>The refusal, or null.</summary>
    [Id(0)]
    public Error? Refusal { get; init; }

    /// <summary>What the message shows of the file.</summary>
    [Id(1)]
    public Attachment? Attachment { get; init; }

    /// <summary>The length of what was asked for: the file or its thumbnail.</summary>
    [Id(2)]
    public long Size { get; init; }

    /// <summary>The bytes; fewer than asked for at the end only.</summary>
    [Id(3)]
    public byte[] Bytes { get; init; } = [];
}
