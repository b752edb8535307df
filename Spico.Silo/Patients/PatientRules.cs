using System.Globalization;
using Google.Protobuf.Collections;
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
    private const uint Final = 8;
    private const uint Waiting = 9;
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

    /// <summary>Checks what somebody is searched by; null when it is enough.</summary>
    public static Error? CheckSearch(PatientTraits? traits)
    {
        if (traits is null)
        {
            return Refusal.Invalid("traits", "Not absent.");
        }

        if (traits.Ins.Length > 0 && !InsNumber.IsValid(traits.Ins))
        {
            return Refusal.Invalid("traits.ins", "13 characters and their key.");
        }

        // A number without its authority is nobody's.
        if (traits.Ins.Length > 0 && CheckAuthority(traits) is { } invalid)
        {
            return invalid;
        }

        if (traits.Ins.Length > 0 && traits.BirthName.Length == 0)
        {
            return null;
        }

        return TryReadDay(traits.BirthDate, out _)
            ? CheckName(traits.BirthName, "traits.birth_name")
            : Refusal.Invalid("traits.birth_date", "A day, as YYYY-MM-DD.");
    }

    /// <summary>Whether all is there that makes two registrations the same person.</summary>
    public static bool HasStrictTraits(PatientTraits traits) =>
        NameFolding.WordsOf(traits.BirthName).Count > 0 && NameFolding.WordsOf(traits.GivenNames).Count > 0;

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

    /// <summary>Whether a number is the final one (NIR) of somebody who had a waiting one (NIA).</summary>
    public static bool IsFinal(PatientTraits known, PatientTraits next) =>
        known is { Ins.Length: > 0, InsAuthority: Waiting } && next is { Ins.Length: > 0, InsAuthority: Final };

    /// <summary>Whether a number may take the place of another: the same, none, or the final one.</summary>
    public static bool MaySucceed(PatientTraits known, PatientTraits next) =>
        known.Ins.Length == 0 || next.Ins.Length == 0 || NumberOf(known) == NumberOf(next) || IsFinal(known, next);

    /// <summary>
    /// Two findings about the same traits as one: who had a document checked and was found by the national service is
    /// qualified, whichever came first.
    /// </summary>
    public static PatientRegistered Strengthen(PatientRegistered known, RegisterPatientRequest found)
    {
        bool isChecked = IsChecked(known.Status) || IsChecked(found.Status);
        bool isFoundStronger = found.Status > known.Status;
        var stronger = new PatientRegistered
        {
            Traits = (isFoundStronger ? found.Traits : known.Traits).Clone(),
            Attributes = { known.Attributes },
        };
        PatientTraits numbered = found.Traits.Ins.Length > 0 ? found.Traits : known.Traits;
        stronger.Traits.Ins = numbered.Ins;
        stronger.Traits.InsAuthority = numbered.InsAuthority;
        bool isFound = numbered.Ins.Length > 0;
        stronger.Status = isFound && isChecked ? IdentityStatus.Qual
            : isFound ? IdentityStatus.Recup
            : isChecked ? IdentityStatus.Vali
            : IdentityStatus.Prov;
        return stronger;
    }

    /// <summary>Whether a finding adds something to what is known.</summary>
    public static bool Strengthens(PatientRegistered known, RegisterPatientRequest found) =>
        Strengthen(known, found) is var stronger
        && (stronger.Status != known.Status || NumberOf(stronger.Traits) != NumberOf(known.Traits));

    /// <summary>Checks what is to be known of an identity beside its status; null when all is well.</summary>
    public static Error? CheckAttributes(RepeatedField<IdentityAttribute> attributes, IdentityStatus status)
    {
        if (attributes.Any(each => each == IdentityAttribute.Unspecified || !Enum.IsDefined(each))
            || attributes.Distinct().Count() != attributes.Count)
        {
            return Refusal.Invalid("attributes", "Known attributes, each once.");
        }

        return attributes.Count > 0 && status == IdentityStatus.Qual
            ? Refusal.Invalid("attributes", "None of a qualified identity.")
            : null;
    }

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

    private static bool IsChecked(IdentityStatus status) => status is IdentityStatus.Vali or IdentityStatus.Qual;

    private static bool TryReadDay(string text, out DateOnly day) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static Error? CheckName(string name, string field) =>
        name.Length > 2 * NameCharacters || name.EnumerateRunes().Count() > NameCharacters
            ? Refusal.TooLarge(field, NameCharacters, "characters")
        : name.Any(char.IsControl) ? Refusal.Invalid(field, "No control characters.")
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

        return CheckAuthority(traits);
    }

    private static Error? CheckAuthority(PatientTraits traits) =>
        (traits.Ins.Length > 0) == traits.InsAuthority is >= 8 and <= 11
            ? null
            : Refusal.Invalid("traits.ins_authority", "8 to 11 with a number, else 0.");
}
