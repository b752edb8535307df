using System.Globalization;
using System.Text;
using Spico.Protocol.V1;

namespace Spico.Terminal.Dossiers;

/// <summary>The words of dossiers, as they are read.</summary>
internal static class DossierWords
{
    private static readonly string[] Weekdays = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>A name of the contract in words: InProgress is "in progress".</summary>
    public static string Of(Enum name)
    {
        var words = new StringBuilder();
        foreach (char letter in name.ToString())
        {
            if (char.IsUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }

    /// <summary>A day.</summary>
    public static string Day(long milliseconds) => Shown.At(milliseconds)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What an entry of the notebook is about.</summary>
    public static string Of(LiaisonKind kind) => kind switch
    {
        LiaisonKind.VisitDone => "visit",
        LiaisonKind.VisitMissed => "visit missed",
        LiaisonKind.Transmission => "handed on",
        LiaisonKind.MedicationChange => "medicine",
        LiaisonKind.SocialAction => "social",
        LiaisonKind.FamilyContact => "family",
        LiaisonKind.CircleChanged => "the circle has changed",
        LiaisonKind.PlanRevised => "the plan was validated",
        LiaisonKind.StayPlanned => "a stay in hospital is planned",
        LiaisonKind.StayCancelled => "a stay in hospital is cancelled",
        LiaisonKind.FollowUpChanged => "a structure's follow-up has changed",
        LiaisonKind.DocumentDeposited => "a document was deposited",
        LiaisonKind.EmergencyAccess => "opened in an emergency",
        _ => Of((Enum)kind),
    };

    /// <summary>How much a task presses; empty when it does not.</summary>
    public static string Of(CareTaskPriority priority) => priority switch
    {
        CareTaskPriority.Urgent => "urgent",
        CareTaskPriority.Asap => "as soon as possible",
        CareTaskPriority.Stat => "at once",
        _ => "",
    };

    /// <summary>What administrative information says.</summary>
    public static string Of(AdministrativeValue? value, Func<Google.Protobuf.ByteString, string> nameOf) =>
        value?.ValueCase switch
        {
            AdministrativeValue.ValueOneofCase.Text => value.Text,
            AdministrativeValue.ValueOneofCase.LivingPlace => Of(value.LivingPlace),
            AdministrativeValue.ValueOneofCase.Protection => Of(value.Protection),
            AdministrativeValue.ValueOneofCase.Person => nameOf(value.Person),
            _ => "not known",
        };

    /// <summary>When an appointment is, and how it recurs.</summary>
    public static string When(Appointment appointment)
    {
        string first = Shown.Time(appointment.StartsAt);
        if (appointment.Recurrence is not { } recurrence)
        {
            return $"{first}, {appointment.Minutes} min";
        }

        uint every = Math.Max(1, recurrence.Every);
        string unit = recurrence.Unit switch
        {
            RecurrenceUnit.Day => "day",
            RecurrenceUnit.Week => "week",
            _ => "month",
        };
        string days = recurrence.Weekdays.Count == 0 ? ""
            : " on " + string.Join(", ", recurrence.Weekdays.Where(day => day < Weekdays.Length)
                .Select(day => Weekdays[day]));
        string end = recurrence.Count > 0 ? $", {recurrence.Count} times"
            : recurrence.Until > 0 ? $", until {Day(recurrence.Until)}"
            : "";
        return $"every {(every == 1 ? unit : $"{every} {unit}s")}{days} at " +
            $"{Clock(appointment.StartsAt)}, {appointment.Minutes} min, from {Day(appointment.StartsAt)}{end}";
    }

    /// <summary>A time of the day.</summary>
    public static string Clock(long milliseconds) => Shown.At(milliseconds)
        .ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What is not empty, with commas between.</summary>
    public static string Joined(params IEnumerable<string?> parts) =>
        string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
}
