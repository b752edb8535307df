using System.Globalization;
using Spico.Protocol.V1;
using Case = Spico.Protocol.V1.FormValue.ValueOneofCase;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Values of forms: what they are of, and how they compare.</summary>
internal static class FormValues
{
    private const int DigitsBefore = 18;
    private const int DigitsAfter = 8;
    private const long TimeFirst = -62_135_596_800_000;
    private const long TimeLast = 253_402_300_799_999;

    /// <summary>Which kind of value answers a type of item.</summary>
    public static Case KindOf(FormItemType type) => type switch
    {
        FormItemType.String or FormItemType.Text => Case.Text,
        FormItemType.Boolean => Case.Boolean,
        FormItemType.Integer => Case.Integer,
        FormItemType.Decimal => Case.Decimal,
        FormItemType.Date => Case.Date,
        FormItemType.DateTime => Case.DateTime,
        FormItemType.Choice or FormItemType.OpenChoice => Case.Coding,
        FormItemType.Attachment => Case.Entry,
        FormItemType.Quantity => Case.Quantity,
        FormItemType.Reference => Case.Member,
        _ => Case.None,
    };

    /// <summary>Whether values of a type have an order.</summary>
    public static bool HasOrder(FormItemType type) => type is FormItemType.Integer or FormItemType.Decimal
        or FormItemType.Date or FormItemType.DateTime or FormItemType.Quantity;

    /// <summary>Whether a text is a number of up to 18 digits before the point and 8 after it.</summary>
    public static bool IsNumber(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> before = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> after = point < 0 ? "0" : digits[(point + 1)..];
        return before.Length is >= 1 and <= DigitsBefore && after.Length is >= 1 and <= DigitsAfter
            && !before.ContainsAnyExceptInRange('0', '9') && !after.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether a text is a day, a month or a year.</summary>
    public static bool IsDate(string text) => text.Length switch
    {
        4 => Is(text + "-01-01"),
        7 => Is(text + "-01"),
        10 => Is(text),
        _ => false,
    };

    /// <summary>Whether a time is one that a calendar has.</summary>
    public static bool IsTime(long time) => time is >= TimeFirst and <= TimeLast;

    /// <summary>Whether two values of one kind are equal.</summary>
    public static bool AreEqual(FormValue one, FormValue other) => one.ValueCase == other.ValueCase
        && one.ValueCase switch
        {
            Case.Coding => one.Coding.Code == other.Coding.Code && one.Coding.System == other.Coding.System,
            Case.Decimal => Number(one.Decimal) == Number(other.Decimal),
            Case.Quantity => Number(one.Quantity.Value) == Number(other.Quantity.Value),
            _ => one.Equals(other),
        };

    /// <summary>How two values of one kind that has an order compare.</summary>
    public static int Compare(FormValue one, FormValue other) => one.ValueCase switch
    {
        Case.Integer => one.Integer.CompareTo(other.Integer),
        Case.Decimal => Number(one.Decimal).CompareTo(Number(other.Decimal)),
        Case.Quantity => Number(one.Quantity.Value).CompareTo(Number(other.Quantity.Value)),
        Case.DateTime => one.DateTime.CompareTo(other.DateTime),
        _ => string.CompareOrdinal(one.Date, other.Date),
    };

    /// <summary>Whether a value is within bounds, of which each may be empty.</summary>
    public static bool IsWithin(FormValue value, string minimum, string maximum)
    {
        return (minimum.Length == 0 || Against(minimum) >= 0) && (maximum.Length == 0 || Against(maximum) <= 0);

        int Against(string bound) => value.ValueCase switch
        {
            Case.Integer => ((decimal)value.Integer).CompareTo(Number(bound)),
            Case.Decimal => Number(value.Decimal).CompareTo(Number(bound)),
            Case.Quantity => Number(value.Quantity.Value).CompareTo(Number(bound)),
            _ => string.CompareOrdinal(value.Date, bound),
        };
    }

    /// <summary>A number that was checked.</summary>
    public static decimal Number(string digits) => decimal.Parse(digits, CultureInfo.InvariantCulture);

    private static bool Is(string day) => DateOnly.TryParseExact(
        day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
