using Spico.Protocol;
using Spico.Protocol.Identifiers;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.People;

/// <summary>What a registration must look like.</summary>
internal static class PeopleRules
{
    private const int PeopleMax = 500;
    private const int TextCharactersMax = 200;
    private const int PasswordCharactersMin = 12;
    private const int PasswordCharactersMax = 256;

    /// <summary>The first thing wrong with a registration, or null.</summary>
    public static Error? Check(RegisterPeopleRequest request) =>
        request.People.Count > PeopleMax
            ? Refusal.TooLarge("people", PeopleMax, "people")
            : request.People.Select(Check).FirstOrDefault(error => error is not null);

    /// <summary>Somebody of whom only a name is known; null when that is none.</summary>
    public static Person? Named(PersonId id, string name) => CheckText("name", name, isRequired: true) is null
        ? new Person { Id = id.ToByteString(), Name = name }
        : null;

    private static Error? Check(NewPerson each)
    {
        Person? person = each.Person;
        if (person is null)
        {
            return Refusal.Invalid("people.person", "A person is missing.");
        }

        if (!person.Id.IsEmpty && !PersonId.TryFrom(person.Id, out _))
        {
            return Refusal.Invalid("people.person.id", "An id is 16 bytes, or empty.");
        }

        return CheckText("people.person.name", person.Name, isRequired: true)
            ?? CheckText("people.person.profession", person.Profession, isRequired: false)
            ?? CheckText("people.person.structure", person.Structure, isRequired: false)
            ?? CheckText("people.person.town", person.Town, isRequired: false)
            ?? (Enum.IsDefined(person.Sector) ? null : Refusal.Invalid("people.person.sector", "No such sector."))
            ?? CheckNationalId(each)
            ?? PracticeRules.Check(each.Practices, "people.practices")
            ?? CheckAccount(each);
    }

    private static Error? CheckNationalId(NewPerson each)
    {
        if (each.NationalId.Length == 0)
        {
            return null;
        }

        if (!NationalId.TryParse(each.NationalId, out NationalId? id))
        {
            return Refusal.Invalid("people.national_id", "A digit that tells the kind, then a number with its key.");
        }

        return each.Person.Id.IsEmpty || each.Person.Id == id.Person.ToByteString()
            ? null
            : Refusal.Invalid("people.person.id", "Empty, or the one of the national identifier.");
    }

    private static Error? CheckText(string field, string text, bool isRequired)
    {
        if (isRequired && NameFolding.WordsOf(text).Count == 0)
        {
            return Refusal.Invalid(field, "At least one letter.");
        }

        return text.Length > TextCharactersMax
            ? Refusal.TooLarge(field, TextCharactersMax, "characters")
            : text.Any(char.IsControl) ? Refusal.Invalid(field, "No control characters.") : null;
    }

    private static Error? CheckAccount(NewPerson each)
    {
        if (each.Login.Length == 0)
        {
            return each.Password.Length == 0 && !each.Administrator
                ? null
                : Refusal.Invalid("people.login", "A password or the right to administer needs a login.");
        }

        if (AccountKey.Of(each.Login) is null)
        {
            return Refusal.Invalid(
                "people.login", "1 to 128 characters without control characters.", AccountKey.LoginLengthMax);
        }

        return each.Password.Length switch
        {
            < PasswordCharactersMin =>
                Refusal.Invalid("people.password", "At least 12 characters.", PasswordCharactersMin),
            > PasswordCharactersMax => Refusal.TooLarge("people.password", PasswordCharactersMax, "characters"),
            _ => null,
        };
    }
}
