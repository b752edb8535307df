using System.ComponentModel.DataAnnotations;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>When urgencies escalate. Configured under <c>Spico:Urgencies</c>.</summary>
public sealed class UrgencyOptions
{
    /// <summary>
    /// How long nobody may acknowledge an urgency before the next step of its chain, when neither the request nor the
    /// conversation says. Default 10 minutes: a visit is not interrupted at once, and nobody waits for an hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan EscalateAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The shortest that may be asked for. Default 1 minute: time to read it first.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan EscalateAfterMin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that may be asked for. Default 1 day: beyond, it is no urgency.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "7.00:00:00")]
    public TimeSpan EscalateAfterMax { get; set; } = TimeSpan.FromDays(1);
}
