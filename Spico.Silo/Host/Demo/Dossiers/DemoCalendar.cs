namespace Spico.Silo.Host.Demo.Dossiers;

/// <summary>Times relative to the day on which the demo region was loaded, on the clocks of its place.</summary>
internal sealed class DemoCalendar(long loadedAt)
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    private readonly DateTime _today =
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(loadedAt), Paris).Date;

    /// <summary>A time of a day: 0 is the day it was loaded on, −1 the day before.</summary>
    public long At(int day, int hour = 0, int minute = 0) => MillisecondsOf(
        _today.AddDays(day).AddHours(hour).AddMinutes(minute));

    /// <summary>A time of the first such day after the day it was loaded on.</summary>
    public long Next(DayOfWeek weekday, int hour, int minute = 0)
    {
        int days = ((int)weekday - (int)_today.DayOfWeek + 6) % 7 + 1;
        return At(days, hour, minute);
    }

    /// <summary>A day as forms have it.</summary>
    public string DateOf(int day) =>
        _today.AddDays(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A day as people write it.</summary>
    public string Written(int day) =>
        _today.AddDays(day).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private static long MillisecondsOf(DateTime local) =>
        new DateTimeOffset(local, Paris.GetUtcOffset(local)).ToUnixTimeMilliseconds();
}
