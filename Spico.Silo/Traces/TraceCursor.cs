using System.Globalization;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// A place among the traces of a dossier, going from the newest to the oldest: its own are in their order, and the
/// lists it was in stand between them by their times.
/// </summary>
/// <param name="OwnBefore">The dossier's own traces before this number follow.</param>
/// <param name="ListedBefore">The lists before this place follow.</param>
internal readonly record struct TraceCursor(long OwnBefore, FactCursor ListedBefore)
{
    /// <summary>Reads a cursor; the empty one is the first page. False for anything not made here.</summary>
    public static bool TryDecode(string text, out TraceCursor cursor)
    {
        cursor = new TraceCursor(long.MaxValue, FactCursor.Newest);
        if (text.Length == 0)
        {
            return true;
        }

        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot == text.Length - 1
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out long own)
            || !FactCursor.TryDecode(text[(dot + 1)..], default, out FactCursor listed))
        {
            return false;
        }

        cursor = new TraceCursor(own, listed);
        return true;
    }

    /// <summary>The cursor as clients hold it.</summary>
    public string Encode() => string.Create(CultureInfo.InvariantCulture, $"{OwnBefore}.{ListedBefore.Encode()}");
}
