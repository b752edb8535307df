using System.Globalization;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>How things of the contract are written in a line.</summary>
internal static class Shown
{
    private const long Kilobyte = 1024;

    // The end of the year 9998.
    private const long TimeMax = 253_370_764_799_999;

    /// <summary>A time where the terminal is; whatever was sent, one that there is.</summary>
    public static DateTimeOffset At(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, TimeMax)).ToLocalTime();

    /// <summary>The time of the day, or the date of another day.</summary>
    public static string Time(long milliseconds)
    {
        DateTimeOffset at = At(milliseconds);
        return at.Date == TimeProvider.System.GetLocalNow().Date
            ? at.ToString("HH:mm", CultureInfo.InvariantCulture)
            : at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>A number of bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < Kilobyte => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < Kilobyte * Kilobyte => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilobyte} KB"),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"{bytes / (double)(Kilobyte * Kilobyte):0.0} MB"),
    };

    /// <summary>Who a patient is, with what is known of the identity: before everything said about them.</summary>
    public static string Patient(Patient patient)
    {
        PatientTraits traits = patient.Traits ?? new PatientTraits();
        string sex = traits.Sex switch
        {
            Sex.Female => "female",
            Sex.Male => "male",
            _ => "sex not known",
        };
        string status = patient.Status switch
        {
            IdentityStatus.Prov => "provisional",
            IdentityStatus.Vali => "verified on a document",
            IdentityStatus.Recup => "retrieved from the national register",
            IdentityStatus.Qual => "qualified",
            _ => "not known",
        };
        return $"{traits.BirthName.ToUpperInvariant()} {traits.GivenNames}, born {traits.BirthDate}, {sex}, " +
            $"identity {status}" + (traits.Ins.Length > 0 ? $", INS {traits.Ins}" : "");
    }

    /// <summary>Who a patient is, in two words.</summary>
    public static string PatientName(Patient patient) =>
        $"{patient.Traits?.BirthName.ToUpperInvariant()} {patient.Traits?.GivenNames}";

    /// <summary>From where on, and on which ground, somebody was added.</summary>
    public static string Terms(MemberAdded added)
    {
        string ground = added.Basis switch
        {
            LegalBasis.SameTeam => ", same care team",
            LegalBasis.Exchange => ", exchange between professionals",
            LegalBasis.Consent => ", with the patient's consent",
            LegalBasis.Emergency => ", emergency",
            _ => "",
        };
        return (added.VisibleAfter > 0 ? " from now on" : "") + ground
            + (added.Reference.Length > 0 ? $": {added.Reference}" : "");
    }

    /// <summary>As what, and where, somebody acts.</summary>
    public static string Practice(PracticeSituation? practice) => practice is null
        ? "in no situation in particular"
        : "as " + string.Join(", ", ((string[])
            [practice.Profession, practice.Specialty, practice.Function, practice.StructureName, practice.Town])
            .Where(part => part.Length > 0));

    /// <summary>What waits in a conversation, in words; empty when nothing does.</summary>
    public static string Waiting(InboxEntry entry)
    {
        Marks marks = entry.Marks ?? new Marks();
        IEnumerable<string> words =
        [
            entry.Unread > 0 ? $"{entry.Unread} unread" : "",
            entry.UrgenciesUnanswered > 0 ? "URGENT, nobody has answered"
            : entry.Urgencies > 0 ? "urgent, in hand" : "",
            entry.RequestsWaiting switch
            {
                0 => "",
                1 => "1 request for you",
                var many => $"{many} requests for you",
            },
            !marks.Todo ? ""
            : "to do" + (marks.DueAt > 0 ? $" by {Time(marks.DueAt)}" : "")
                + (marks.Note.Length > 0 ? $": {marks.Note}" : ""),
            marks.UnreadFrom > 0 ? "marked unread" : "",
            marks.Pinned ? "pinned" : "",
            marks.Muted ? "muted" : "",
        ];
        string waiting = string.Join(", ", words.Where(word => word.Length > 0));
        return waiting.Length == 0 ? "" : $"  ({waiting})";
    }
}
