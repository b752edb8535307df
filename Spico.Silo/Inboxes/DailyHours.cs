using System.Diagnostics.CodeAnalysis;
using Spico.Protocol.V1;

namespace Spico.Silo.Inboxes;

/// <summary>Hours of every day, where a person lives.</summary>
internal sealed class DailyHours
{
    /// <summary>Where the day is counted unless another place is named.</summary>
    public const string TimeZoneDefault = "Europe/Paris";

    private const int DayMinutes = 24 * 60;

    private readonly TimeZoneInfo _zone;

    private DailyHours(int from, int until, TimeZoneInfo zone)
    {
        From = from;
        Until = until;
        _zone = zone;
    }

    /// <summary>The minute of the day at which they begin.</summary>
    public int From { get; }

    /// <summary>The minute of the day at which they end: the next day's when it is before they begin.</summary>
    public int Until { get; }

    /// <summary>The name of the time zone.</summary>
    public string TimeZone => _zone.Id;

    /// <summary>Makes hours of what was said; false when a part of it cannot be.</summary>
    public static bool TryMake(long from, long until, string timeZone, [NotNullWhen(true)] out DailyHours? hours)
    {
        hours = null;
        string name = timeZone.Length == 0 ? TimeZoneDefault : timeZone;
        if (from is < 0 or >= DayMinutes || until is < 0 or >= DayMinutes || from == until
            || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) || !zone.HasIanaId)
        {
            return false;
        }

        hours = new DailyHours((int)from, (int)until, zone);
        return true;
    }

    /// <summary>Whether a moment lies in them.</summary>
    public bool Contain(DateTimeOffset moment)
    {
        int minute = MinuteOf(TimeZoneInfo.ConvertTime(moment, _zone));
        return From < Until ? minute >= From && minute < Until : minute >= From || minute < Until;
    }

    /// <summary>When the hours end that a moment lies in.</summary>
    public DateTimeOffset EndAfter(DateTimeOffset moment)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(moment, _zone);
        DateTime end = local.Date.AddMinutes(Until);
        end = end > local.DateTime ? end : end.AddDays(1);
        // An hour that is skipped in spring ends when the clocks have gone forward.
        end = _zone.IsInvalidTime(end) ? end.AddHours(1) : end;
        return new DateTimeOffset(end, _zone.GetUtcOffset(end));
    }

    /// <summary>The hours as they travel.</summary>
    public QuietHours ToMessage() => new() { From = (uint)From, Until = (uint)Until, TimeZone = TimeZone };

    private static int MinuteOf(DateTimeOffset local) => (local.Hour * 60) + local.Minute;
}
