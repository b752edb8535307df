using Spico.Protocol.V1;
using Case = Spico.Protocol.V1.FormValue.ValueOneofCase;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Checks a value against its item.</summary>
internal static class FormAnswerValues
{
    private const int MemberBytes = 16;

    /// <summary>The value as it is kept; null with what is wrong.</summary>
    public static FormValue? Read(FormItem item, FormValue given, string path, out FormFault? fault)
    {
        fault = Check(item, given, path);
        return fault is null ? Kept(item, given) : null;
    }

    private static FormFault? Check(FormItem item, FormValue given, string path)
    {
        bool isOwn = item.Type == FormItemType.OpenChoice && given.ValueCase == Case.Text;
        if (given.ValueCase != FormValues.KindOf(item.Type) && !isOwn)
        {
            return new FormFault(path, "A value of the type of the item.");
        }

        FormFault? malformed = given.ValueCase switch
        {
            Case.Text => CheckText(item, given.Text, path),
            Case.Decimal when !FormValues.IsNumber(given.Decimal) =>
                new FormFault(path, "Up to 18 digits before the point and 8 after it."),
            Case.Date when !FormValues.IsDate(given.Date) => new FormFault(path, "YYYY-MM-DD, YYYY-MM or YYYY."),
            Case.DateTime when !FormValues.IsTime(given.DateTime) => new FormFault(path, "A time of the calendar."),
            Case.Coding when OptionOf(item, given.Coding) is null => new FormFault(path, "One of the options."),
            Case.Member when given.Member.Length != MemberBytes => new FormFault(path, "16 bytes."),
            Case.Entry when given.Entry == 0 => new FormFault(path, "The number of an entry."),
            Case.Quantity => CheckQuantity(item, given.Quantity, path),
            _ => null,
        };
        return malformed
            ?? (FormValues.IsWithin(given, item.Minimum, item.Maximum)
                ? null
                : new FormFault(path, Bounds(item.Minimum, item.Maximum)));
    }

    private static string Bounds(string minimum, string maximum) => (minimum, maximum) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => $"{minimum} to {maximum}.",
        ({ Length: > 0 }, _) => $"{minimum} at least.",
        _ => $"{maximum} at most.",
    };

    private static FormFault? CheckText(FormItem item, string text, string path)
    {
        int most = item.LengthMax > 0 ? (int)item.LengthMax : FormLimits.AnswerCharacters;
        if (DossierLimits.CheckLength(text, path, most) is not null)
        {
            return new FormFault(path, "characters", most, IsTooLarge: true);
        }

        bool isLines = item.Type == FormItemType.Text;
        return string.IsNullOrWhiteSpace(text) ? new FormFault(path, "Not empty.")
            : text.Any(each => char.IsControl(each) && !(isLines && each is '\n' or '\t'))
                ? new FormFault(path, isLines ? "No control characters." : "One line.")
            : null;
    }

    private static FormFault? CheckQuantity(FormItem item, FormQuantity quantity, string path) =>
        !FormValues.IsNumber(quantity.Value)
            ? new FormFault(path, "Up to 18 digits before the point and 8 after it.")
        : quantity.Unit.Length > FormLimits.UnitCharacters
            ? new FormFault(path, "characters", FormLimits.UnitCharacters, IsTooLarge: true)
        : item.Unit.Length > 0 && quantity.Unit.Length > 0 && quantity.Unit != item.Unit
            ? new FormFault(path, "In the unit of the item.")
        : null;

    private static FormCoding? OptionOf(FormItem item, FormCoding given) =>
        item.Options.FirstOrDefault(option => option.Code == given.Code && option.System == given.System);

    private static FormValue Kept(FormItem item, FormValue given) => given.ValueCase switch
    {
        Case.Coding => new FormValue { Coding = OptionOf(item, given.Coding)!.Clone() },
        Case.Quantity => new FormValue
        {
            Quantity = new FormQuantity
            {
                Value = given.Quantity.Value,
                Unit = item.Unit.Length > 0 ? item.Unit : given.Quantity.Unit,
            },
        },
        _ => given.Clone(),
    };
}
