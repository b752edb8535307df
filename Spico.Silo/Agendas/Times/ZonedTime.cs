namespace Spico.Silo.Agendas.Times;

/// <summary>The time of the day in a place, whatever its clocks do.</summary>
/// <param name="zone">The place.</param>
internal sealed class ZonedTime(TimeZoneInfo zone)
{
    /// <summary>Where time is counted when nothing else is said.</summary>
    public const string Default = "Europe/Paris";

    // Clocks are put forward by less than that, and not twice within it.
    private static readonly TimeSpan BeforeGap = TimeSpan.FromHours(3);

    /// <summary>The place.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>A place by its name in the IANA time zone database; the empty one is the default.</summary>
    public static ZonedTime? Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name.Length == 0 ? Default : name, out TimeZoneInfo? zone)
            && zone.HasIanaId
            ? new ZonedTime(zone)
            : null;

    /// <summary>What the clocks show at an instant, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public DateTime ToLocal(long instant) => TimeZoneInfo.ConvertTimeFromUtc(
        DateTimeOffset.FromUnixTimeMilliseconds(instant).UtcDateTime, Zone);

    /// <summary>
    /// The instant at which the clocks show a time. Of a time that comes twice it is the first; one that is left out
    /// counts on as if the clocks had not been put forward yet: as iCalendar has it.
    /// </summary>
    public long ToInstant(DateTime local)
    {
        var shown = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        TimeSpan offset = Zone.IsAmbiguousTime(shown) ? Zone.GetAmbiguousTimeOffsets(shown).Max()
            : Zone.IsInvalidTime(shown) ? Zone.GetUtcOffset(shown - BeforeGap)
            : Zone.GetUtcOffset(shown);
        return new DateTimeOffset(shown, offset).ToUnixTimeMilliseconds();
    }

    /// <summary>Whether the clocks name an instant: not when it is the second at which they show a time.</summary>
    public bool Names(long instant) => ToInstant(ToLocal(instant)) == instant;
}
