using System.Globalization;
using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis says in French, with the spaces that French puts before its signs.</summary>
internal static class Wording
{
    /// <summary>A space that is not broken.</summary>
    public const char Nbsp = '\u00A0';

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById(DailyHours.TimeZoneDefault);
    private static readonly string[] Days = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
    private static readonly string[] Months =
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ];

    public static string Title => "Synthèse de conversation";

    public static string Kind(ConversationKind kind) => kind switch
    {
        ConversationKind.Direct => "Conversation directe",
        ConversationKind.Group => "Groupe",
        ConversationKind.Patient => "Conversation autour d’un patient",
        ConversationKind.Theme => "Conversation thématique",
        ConversationKind.Community => "Communauté",
        _ => "Conversation",
    };

    public static string Class(DataClass dataClass) => dataClass switch
    {
        DataClass.Social => "Donnée sociale",
        DataClass.Medical => "Donnée médicale",
        DataClass.Restricted => "Donnée à accès restreint",
        _ => string.Empty,
    };

    public static string Of(Reaction reaction) => reaction switch
    {
        Reaction.Seen => "Vu",
        Reaction.Agree => "D’accord",
        Reaction.Thanks => "Merci",
        Reaction.Done => "Fait",
        Reaction.Question => "À préciser",
        Reaction.Support => "Soutien",
        _ => "Réaction",
    };

    public static string Of(Sex sex) => sex switch
    {
        Sex.Male => "masculin",
        Sex.Female => "féminin",
        _ => "non connu",
    };

    public static string Of(IdentityStatus status) => status switch
    {
        IdentityStatus.Prov => "identité provisoire",
        IdentityStatus.Vali => "identité validée",
        IdentityStatus.Recup => "identité récupérée",
        IdentityStatus.Qual => "identité qualifiée",
        _ => "identité sans statut",
    };

    /// <summary>The time in France.</summary>
    public static DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>The day in France.</summary>
    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>mardi 25 novembre 2026</summary>
    public static string Day(DateTimeOffset at)
    {
        DateTimeOffset local = Local(at);
        string day = local.Day == 1 ? "1er" : Number(local.Day);
        return $"{Days[(int)local.DayOfWeek]} {day} {Months[local.Month - 1]} {Number(local.Year)}";
    }

    /// <summary>14:05</summary>
    public static string Time(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>25/11/2026 à 14:05</summary>
    public static string DayAndTime(DateTimeOffset at) =>
        Local(at).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture) + $"{Nbsp}à{Nbsp}{Time(at)}";

    /// <summary>A day of the contract, YYYY-MM-DD, as it is read in France.</summary>
    public static string Date(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)
            : day;

    /// <summary>1 234</summary>
    public static string Number(long number) => Math.Abs(number) < 10_000
        ? number.ToString(CultureInfo.InvariantCulture)
        : number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>1 message, 2 messages</summary>
    public static string Count(long number, string one, string? many = null) =>
        $"{Number(number)}{Nbsp}{(Math.Abs(number) < 2 ? one : many ?? one + "s")}";

    /// <summary>1,2 Mo</summary>
    public static string Size(ulong bytes)
    {
        (double size, string unit) = bytes switch
        {
            < 1_000 => (bytes, "octets"),
            < 1_000_000 => (bytes / 1e3, "ko"),
            _ => (bytes / 1e6, "Mo"),
        };
        string digits = size.ToString(size < 10 && bytes >= 1_000 ? "0.#" : "0", CultureInfo.InvariantCulture);
        return $"{digits.Replace('.', ',')}{Nbsp}{unit}";
    }

    /// <summary>Label : text</summary>
    public static string Labelled(string label, string text) => $"{label}{Nbsp}: {text}";

    /// <summary>« text »</summary>
    public static string Quoted(string text) => $"«{Nbsp}{text}{Nbsp}»";

    /// <summary>What a person does, and where.</summary>
    public static string Role(Person person) => string.Join(", ", ((string[])
        [person.Profession, person.Structure, person.Town]).Where(part => part.Length > 0));

    /// <summary>What a person does in a conversation, and where.</summary>
    public static string Role(Participant participant) => participant.Practice is not { } practice
        ? Role(participant.Person)
        : string.Join(", ", ((string[])
            [practice.Profession, practice.Specialty, practice.Function, practice.StructureName, practice.Town])
            .Where(part => part.Length > 0));

    /// <summary>A name, and who acted for it.</summary>
    public static string Acting(string name, Person? actor) =>
        actor is null ? name : $"{name} (par {actor.Name}, sur délégation)";

    /// <summary>Hexadecimal digits in groups that are easily compared.</summary>
    public static string Digits(ReadOnlySpan<byte> bytes) =>
        string.Join(' ', Convert.ToHexStringLower(bytes).Chunk(8).Select(group => new string(group)));

    /// <summary>The patient in one line.</summary>
    public static string Patient(PatientTraits traits) =>
        $"{traits.BirthName.ToUpperInvariant()} {traits.GivenNames}, "
        + $"{Born(traits.Sex)} le{Nbsp}{Date(traits.BirthDate)}";

    /// <summary>How sure the identity of a patient is.</summary>
    public static string Identity(Patient patient)
    {
        string ins = patient.Traits.Ins.Length > 0 ? $" — INS{Nbsp}{patient.Traits.Ins}" : string.Empty;
        return $"Sexe{Nbsp}{Of(patient.Traits.Sex)} — {Of(patient.Status)}{ins}";
    }

    /// <summary>How the document is named, as a file.</summary>
    public static string FileName(DateTimeOffset at, string extension) =>
        "Synthèse du " + Local(at).ToString("yyyy-MM-dd HH'h'mm", CultureInfo.InvariantCulture) + extension;

    /// <summary>An id as its digits.</summary>
    public static string Id(ByteString id) => Convert.ToHexStringLower(id.Span);

    private static string Born(Sex sex) => sex switch
    {
        Sex.Male => "né",
        Sex.Female => "née",
        _ => "né(e)",
    };
}
