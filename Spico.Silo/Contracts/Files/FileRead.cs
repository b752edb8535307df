namespace Spico.Silo.Files;

/// <summary>Asks for bytes of a file.</summary>
/// <param name="Ticket">Authorises the download.</param>
/// <param name="Variant">The file or its thumbnail.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many, up to <see cref="BytesMax"/>; 0 asks what the file is, and for nothing of it.</param>
[GenerateSerializer, Immutable]
[Alias("spico.file-read")]
public sealed record FileRead(
    [property: Id(0)] string Ticket,
    [property: Id(1)] FileVariant Variant,
    [property: Id(2)] long Offset,
    [property: Id(3)] int Length)
{
    /// <summary>Bytes of one answer: large enough to be cheap, small enough for the calls between processes.</summary>
    public const int BytesMax = 256 * 1024;
}
