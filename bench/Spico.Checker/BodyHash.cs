using System.Runtime.InteropServices;
using System.Text;

namespace Spico.Checker;

/// <summary>
/// The hash that stands for a message's text in a history, so that no text is stored. Never 0. Tells texts apart; it
/// is no protection against somebody who looks for collisions.
/// </summary>
public static class BodyHash
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    /// <summary>The hash of a text.</summary>
    public static ulong Of(string text)
    {
        int length = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = length <= 1024 ? stackalloc byte[length] : new byte[length];
        return Of(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>The hash of a text in UTF-8.</summary>
    public static ulong Of(ReadOnlySpan<byte> utf8)
    {
        ulong hash = Prime ^ (ulong)utf8.Length;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(utf8))
        {
            hash = Mix(hash ^ word);
        }

        foreach (byte rest in utf8[(utf8.Length & ~7)..])
        {
            hash = Mix(hash ^ rest);
        }

        return hash == 0 ? 1 : hash;
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Prime, out ulong low);
        return high ^ low;
    }
}
