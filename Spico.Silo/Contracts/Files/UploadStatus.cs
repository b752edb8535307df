using Spico.Protocol.V1;

namespace Spico.Silo.Files;

/// <summary>How an upload stands, or why nothing was done.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.upload-status")]
public sealed class UploadStatus
{
    /// <summary>The refusal, or null.</summary>
    [Id(0)]
    public Error? Refusal { get; init; }

    /// <summary>The bytes that are there: where the next ones go.</summary>
    [Id(1)]
    public long Offset { get; init; }

    /// <summary>The bytes there will be.</summary>
    [Id(2)]
    public long Size { get; init; }

    /// <summary>When an upload that is not complete is given up, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    [Id(3)]
    public long ExpiresAt { get; init; }

    /// <summary>How far the file is.</summary>
    [Id(4)]
    public FileState State { get; init; }

    /// <summary>Why the file was refused.</summary>
    [Id(5)]
    public FileRefusal FileRefusal { get; init; }
}
