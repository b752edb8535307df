using Spico.Silo.Streams;

namespace Spico.Silo.Storage;

/// <summary>Where a page of facts ends, besides the number asked for.</summary>
internal static class FactPage
{
    public const long BytesMax = 1 << 20;

    private const int ClearBytes = 100;

    public static long BytesOf(FactRow fact) => fact.Sealed.Length + ClearBytes;
}
