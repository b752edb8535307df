namespace Spico.Load.Verdicts;

/// <summary>The machine of a run, as far as it says how much a number is worth.</summary>
internal static class Machine
{
    /// <summary>Its processors, and how many programs of others waited for them in the minute before.</summary>
    public static void Describe(IDictionary<string, object> settings)
    {
        settings["cores"] = Environment.ProcessorCount;
        const string loads = "/proc/loadavg";
        if (File.Exists(loads))
        {
            settings["loadAverage"] = File.ReadAllText(loads).Split(' ')[0];
        }
    }
}
