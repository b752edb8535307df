namespace Spico.Silo.Files;

/// <summary>Bytes of an upload.</summary>
/// <param name="Ticket">Authorises the upload.</param>
/// <param name="Offset">Where they go: right after those that are there.</param>
/// <param name="Bytes">The bytes, up to <see cref="FileRead.BytesMax"/>.</param>
/// <param name="IsHeldBack">
/// Whether the file is not looked at yet although these may be its last bytes: they are checked first.
/// </param>
[GenerateSerializer, Immutable]
[Alias("spico.upload-piece")]
public sealed record UploadPiece(
    [property: Id(0)] string Ticket,
    [property: Id(1)] long Offset,
    [property: Id(2)] byte[] Bytes,
    [property: Id(3)] bool IsHeldBack);
