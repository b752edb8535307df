using Microsoft.Net.Http.Headers;

namespace Spico.Gateway.Protocols.Files;

/// <summary>Which bytes of a file a request asks for.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal readonly record struct ByteRange(long From, long To)
{
    /// <summary>Reads a Range header for a file of a size. False when it asks for nothing that can be given.</summary>
    public static bool TryRead(string header, long size, out ByteRange range)
    {
        range = default;
        if (!RangeHeaderValue.TryParse(header, out RangeHeaderValue? parsed)
            || parsed.Unit != "bytes"
            || parsed.Ranges.Count != 1)
        {
            return false;
        }

        RangeItemHeaderValue only = parsed.Ranges.Single();
        range = only.From is { } from
            ? new ByteRange(from, Math.Min(only.To ?? long.MaxValue - 1, size - 1) + 1)
            : new ByteRange(Math.Max(0, size - only.To!.Value), size);
        return range.From < range.To;
    }
}
