using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Files.Keeping;

/// <summary>What is recorded of a file.</summary>
internal sealed record FileRow
{
    public required FileId Id { get; init; }

    /// <summary>Who uploads or uploaded it.</summary>
    public required PersonId Owner { get; init; }

    public required FileState State { get; init; }

    public FileRefusal Refusal { get; init; }

    /// <summary>Which part is what people download.</summary>
    public FilePart Content { get; init; }

    /// <summary>Tells a repeated announcement from another one under the same id.</summary>
    public required Guid RequestHash { get; init; }

    /// <summary>The bytes announced. They count against the owner's quota.</summary>
    public required long Size { get; init; }

    /// <summary>
    /// When the owner's claim ends, in milliseconds since 1970-01-01T00:00:00Z: what is not ready, or shown by nobody,
    /// is then removed. <see cref="long.MaxValue"/> when there is none any more.
    /// </summary>
    public required long ExpiresAt { get; init; }

    /// <summary>The file's key, wrapped for its owner by the master key; empty once the claim has ended.</summary>
    public required byte[] OwnerKey { get; init; }

    /// <summary>
    /// Under the file's key: the <see cref="BeginUploadRequest"/>, and the <see cref="Attachment"/> once it is ready.
    /// </summary>
    public byte[] Sealed { get; init; } = [];
}
