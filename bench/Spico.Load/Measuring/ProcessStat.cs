using System.Globalization;

namespace Spico.Load.Measuring;

/// <summary>A process as <c>/proc/PID/stat</c> has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Ticks">Processor time of its own and of its children that have ended.</param>
internal readonly record struct ProcessStat(int Id, int Parent, long Ticks)
{
    public static bool TryParse(int id, string text, out ProcessStat process)
    {
        process = default;

        // The name, in parentheses, may hold anything: the fields begin after the last parenthesis.
        int end = text.LastIndexOf(')');
        string[] fields = end < 0 ? [] : text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 15)
        {
            return false;
        }

        long ticks = 0;
        for (int i = 11; i < 15; i++)
        {
            ticks += long.Parse(fields[i], CultureInfo.InvariantCulture);
        }

        process = new ProcessStat(id, int.Parse(fields[1], CultureInfo.InvariantCulture), ticks);
        return true;
    }
}
