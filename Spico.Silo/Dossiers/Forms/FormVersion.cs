using System.Globalization;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The order of versions: by their numbers, not by their digits.</summary>
internal static class FormVersion
{
    private const int NumbersMax = 4;

    /// <summary>The numbers of a version, or null.</summary>
    public static int[]? TryRead(string version)
    {
        string[] parts = version.Split('.');
        int[] numbers = new int[NumbersMax];
        for (int i = 0; i < parts.Length; i++)
        {
            if (i >= NumbersMax
                || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>Which of two versions is the later one.</summary>
    public static int Compare(string one, string other) =>
        TryRead(one).AsSpan().SequenceCompareTo(TryRead(other).AsSpan());
}
