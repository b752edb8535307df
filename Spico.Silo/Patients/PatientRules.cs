using System.Globalization;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>What the traits of a patient may be, and when they are somebody's.</summary>
internal static class PatientRules
{
    /// <summary>Characters of a name.</summary>
    public const int NameCharacters = 100;

    private const int PlaceCharacters = 5;
    private static readonly DateOnly EarliestBirth = new(1880, 1, 1);

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? Check(PatientTraits? traits, IdentityStatus status, DateOnly today)
    {
        if (traits is null)
        {
            return Refusal.Invalid("traits", "Not absent.");
        }

        if (status == IdentityStatus.Unspecified || !Enum.IsDefined(status))
        {
            return Refusal.Invalid("status", "A known status.");
        }

        if (traits.Sex == Sex.Unspecified || !Enum.IsDefined(traits.Sex))
        {
            return Refusal.Invalid("traits.sex", "Male, female or unknown.");
        }

        if (!TryReadDay(traits.BirthDate, out DateOnly birth) || birth < EarliestBirth || birth > today)
        {
            return Refusal.Invalid("traits.birth_date", "A past day, as YYYY-MM-DD.");
        }

        return CheckName(traits.BirthName, "traits.birth_name")
            ?? CheckName(traits.GivenNames, "traits.given_names")
            ?? CheckPlace(traits.BirthPlace)
            ?? CheckNumber(traits, status);
    }

    /// <summary>What makes two registrations the same person: the strict traits, accents and case aside.</summary>
    public static string StrictTraitsOf(PatientTraits traits) => string.Join(
        '|',
        string.Join(' ', NameFolding.WordsOf(traits.BirthName)),
        NameFolding.WordsOf(traits.GivenNames)[0],
        traits.BirthDate,
        (int)traits.Sex,
        traits.BirthPlace);

    /// <summary>The number with its authority; null without one.</summary>
    public static string? NumberOf(PatientTraits traits) => traits.Ins.Length == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{traits.InsAuthority}|{traits.Ins}");

    /// <summary>The traits as others than the register may see them: the number of a qualified identity only.</summary>
    public static PatientTraits ToldOf(PatientTraits traits, IdentityStatus status)
    {
        PatientTraits told = traits.Clone();
        if (status != IdentityStatus.Qual)
        {
            told.Ins = string.Empty;
            told.InsAuthority = 0;
        }

        return told;
    }

    private static bool TryReadDay(string text, out DateOnly day) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static Error? CheckName(string name, string field) =>
        name.Length > 2 * NameCharacters || name.EnumerateRunes().Count() > NameCharacters
            ? Refusal.TooLarge(field, NameCharacters, "characters")
        : NameFolding.WordsOf(name).Count == 0 ? Refusal.Invalid(field, "At least one letter.")
        : null;

    private static Error? CheckPlace(string place) =>
        place.Length == 0 || (place.Length == PlaceCharacters && place.All(char.IsAsciiLetterOrDigit))
            ? null
            : Refusal.Invalid("traits.birth_place", "The 5 characters of an INSEE code.");

    private static Error? CheckNumber(PatientTraits traits, IdentityStatus status)
    {
        bool mustHave = status is IdentityStatus.Recup or IdentityStatus.Qual;
        if (mustHave != traits.Ins.Length > 0)
        {
            return Refusal.Invalid("traits.ins", "With RECUP and QUAL, and only there.");
        }

        if (mustHave && !InsNumber.IsValid(traits.Ins))
        {
            return Refusal.Invalid("traits.ins", "13 characters and their key.");
        }

        return mustHave == traits.InsAuthority is >= 8 and <= 11
            ? null
            : Refusal.Invalid("traits.ins_authority", "8 to 11 with a number, else 0.");
    }
}
