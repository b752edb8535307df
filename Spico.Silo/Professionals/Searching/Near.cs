namespace Spico.Silo.Professionals.Searching;

/// <summary>Words one letter apart: one wrong, missing or too many, or two neighbours swapped.</summary>
internal static class Near
{
    /// <summary>The word and each of its forms with one letter left out: near words have one in common.</summary>
    public static string[] VariantsOf(string word) =>
    [
        .. Enumerable.Range(0, word.Length).Select(place => word.Remove(place, 1)).Append(word).Distinct(),
    ];

    /// <summary>Whether two words are the same but for one letter.</summary>
    public static bool IsWithinOne(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (Math.Abs(one.Length - other.Length) > 1)
        {
            return false;
        }

        int start = one.CommonPrefixLength(other);
        ReadOnlySpan<char> left = one[start..];
        ReadOnlySpan<char> right = other[start..];
        if (left.IsEmpty || right.IsEmpty)
        {
            return true;
        }

        return left.Length == right.Length
            ? left[1..].SequenceEqual(right[1..]) || IsSwapped(left, right)
            : left.Length > right.Length ? left[1..].SequenceEqual(right) : right[1..].SequenceEqual(left);
    }

    private static bool IsSwapped(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..].SequenceEqual(right[2..]);
}
