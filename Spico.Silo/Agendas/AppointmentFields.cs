using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>What may be in the fields of an appointment.</summary>
internal static class AppointmentFields
{
    private const uint LastWeekday = 7;

    /// <summary>Checks an appointment to be; null when all is well.</summary>
    public static Error? Check(AppointmentDetails? details, string path, bool isNew)
    {
        if (details is null)
        {
            return Refusal.Invalid(path, "Not absent.");
        }

        return details.Kind == AppointmentKind.Unspecified || !Enum.IsDefined(details.Kind)
                ? Refusal.Invalid($"{path}.kind", "A known kind.")
            : !IsFirst(details.State, isNew)
                ? Refusal.Invalid($"{path}.state", isNew ? "PROPOSED, PENDING or BOOKED." : "Left out: move it.")
            : CheckTexts(details, path)
                ?? CheckTime(details.StartsAt, $"{path}.starts_at")
                ?? CheckMinutes(details.Minutes, $"{path}.minutes")
                ?? CheckDossier(details.Dossier, $"{path}.dossier")
                ?? CheckParticipants(details.Participants, $"{path}.participants")
                ?? CheckPlace(details, path);
    }

    /// <summary>Checks when something begins; null when all is well.</summary>
    public static Error? CheckTime(long startsAt, string field) =>
        startsAt >= AgendaLimits.Times.From && startsAt < AgendaLimits.Times.To
            ? null
            : Refusal.Invalid(field, "From 2000 to 2099.");

    /// <summary>Checks how long something takes; null when all is well.</summary>
    public static Error? CheckMinutes(uint minutes, string field) => minutes is > 0 and <= AgendaLimits.Minutes
        ? null
        : Refusal.Invalid(field, $"1 to {AgendaLimits.Minutes}.", AgendaLimits.Minutes);

    /// <summary>Checks days of the week; null when all is well.</summary>
    public static Error? CheckWeekdays(IReadOnlyCollection<uint> weekdays, string field) =>
        weekdays.Count <= LastWeekday && weekdays.All(weekday => weekday is > 0 and <= LastWeekday)
            ? null
            : Refusal.Invalid(field, "1 (Monday) to 7 (Sunday).");

    private static bool IsFirst(AppointmentState state, bool isNew) => isNew
        ? state is AppointmentState.Unspecified or AppointmentState.Proposed or AppointmentState.Pending
            or AppointmentState.Booked
        : state == AppointmentState.Unspecified;

    private static Error? CheckTexts(AppointmentDetails details, string path) =>
        DossierLimits.CheckLength(details.Title, $"{path}.title", AgendaLimits.TitleCharacters)
        ?? DossierLimits.CheckLength(details.Note, $"{path}.note", AgendaLimits.NoteCharacters)
        ?? DossierLimits.CheckLength(details.Place, $"{path}.place", AgendaLimits.TitleCharacters);

    private static Error? CheckDossier(ByteString dossier, string field) =>
        dossier.IsEmpty || (StreamId.TryFrom(dossier, out StreamId stream) && stream.Kind == StreamKind.Dossier)
            ? null
            : Refusal.Invalid(field, "The 16 bytes of a dossier, or empty.");

    private static Error? CheckParticipants(IReadOnlyCollection<AppointmentParticipant> participants, string field) =>
        participants.Count > AgendaLimits.Participants
            ? Refusal.TooLarge(field, AgendaLimits.Participants, "participants")
        : participants.Any(one => !PersonId.TryFrom(one.Person, out _)
            || one.Answer != ParticipantAnswer.Unspecified)
            || participants.DistinctBy(one => one.Person).Count() < participants.Count
            ? Refusal.Invalid(field, "The 16 bytes of people, each once, without answers.")
        : null;

    private static Error? CheckPlace(AppointmentDetails details, string path)
    {
        if (ZonedTime.Find(details.TimeZone) is not { } place)
        {
            return Refusal.Invalid($"{path}.time_zone", "A name of the IANA time zone database.");
        }

        return details.Recurrence is { } recurrence
            ? Check(recurrence, details.StartsAt, place, $"{path}.recurrence")
            : null;
    }

    private static Error? Check(Recurrence recurrence, long startsAt, ZonedTime place, string path)
    {
        bool isWeekly = recurrence.Unit == RecurrenceUnit.Week;
        uint weekday = RecurringDates.WeekdayOf(place.ToLocal(startsAt));
        return recurrence.Unit == RecurrenceUnit.Unspecified || !Enum.IsDefined(recurrence.Unit)
                ? Refusal.Invalid($"{path}.unit", "Days, weeks or months.")
            : recurrence.Every > AgendaLimits.Every
                ? Refusal.Invalid($"{path}.every", $"1 to {AgendaLimits.Every}.", AgendaLimits.Every)
            : recurrence.Count > AgendaLimits.Count
                ? Refusal.Invalid($"{path}.count", $"1 to {AgendaLimits.Count}.", AgendaLimits.Count)
            : recurrence.Until != 0 && (recurrence.Count > 0 || recurrence.Until < startsAt
                || recurrence.Until >= AgendaLimits.Times.To)
                ? Refusal.Invalid($"{path}.until", "Not before it begins, not after 2099, and not with a count.")
            : recurrence.ByWeekday && recurrence.Unit != RecurrenceUnit.Month
                ? Refusal.Invalid($"{path}.by_weekday", "With months only.")
            : recurrence.Weekdays.Count > 0 && !(isWeekly && recurrence.Weekdays.Contains(weekday))
                ? Refusal.Invalid($"{path}.weekdays", "With weeks only, and with the day it begins on.")
            : !place.Names(startsAt)
                ? Refusal.Invalid(path, "Not at the second of two times that the clocks show alike.")
            : CheckWeekdays(recurrence.Weekdays, $"{path}.weekdays");
    }
}
