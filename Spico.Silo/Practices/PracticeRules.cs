using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.Identifiers;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Practices;

/// <summary>The practice situations that a person is registered with.</summary>
internal static class PracticeRules
{
    /// <summary>Practice situations of a person, registered or told.</summary>
    public const int PracticesMax = 20;

    private const int TextCharactersMax = 200;

    /// <summary>The first thing wrong with them, or null.</summary>
    public static Error? Check(RepeatedField<PracticeSituation> practices, string field)
    {
        if (practices.Count > PracticesMax)
        {
            return Refusal.TooLarge(field, PracticesMax, "practice situations");
        }

        for (int i = 0; i < practices.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]");
            if (Check(practices[i], path) is { } invalid)
            {
                return invalid;
            }
        }

        return practices.Select(practice => IdOf(ByteString.Empty, practice)).Distinct().Count() == practices.Count
            ? null
            : Refusal.Invalid(field, "Each once.");
    }

    /// <summary>They as they are kept, with their ids.</summary>
    public static PersonPractices Of(PersonId person, IEnumerable<PracticeSituation> practices) =>
        new(person, [.. practices.Select(practice => Named(person, practice))]);

    private static Error? Check(PracticeSituation practice, string field)
    {
        if (!practice.Id.IsEmpty || !practice.Structure.IsEmpty)
        {
            return Refusal.Invalid(practice.Id.IsEmpty ? $"{field}.structure" : $"{field}.id", "Empty.");
        }

        if (NameFolding.WordsOf(practice.Profession).Count == 0)
        {
            return Refusal.Invalid($"{field}.profession", "At least one letter.");
        }

        string[] texts =
        [
            practice.Profession, practice.Specialty, practice.Mode, practice.StructureName, practice.Town,
            practice.Department, practice.Function,
        ];
        return texts.Any(text => text.Length > TextCharactersMax)
                ? Refusal.TooLarge(field, TextCharactersMax, "characters in each text")
            : texts.Any(text => text.Any(char.IsControl)) ? Refusal.Invalid(field, "No control characters.")
            : practice.Finess.Length > 0 && !Finess.TryParse(practice.Finess, out _)
                ? Refusal.Invalid($"{field}.finess", "9 characters with their key.")
            : practice.Siret.Length > 0 && !Siret.TryParse(practice.Siret, out _)
                ? Refusal.Invalid($"{field}.siret", "14 digits with their key.")
            : null;
    }

    private static PracticeSituation Named(PersonId person, PracticeSituation practice)
    {
        PracticeSituation named = practice.Clone();
        named.Structure = StructureOf(practice);
        named.Id = IdOf(person.ToByteString(), practice).ToByteString();
        return named;
    }

    private static PracticeId IdOf(ByteString person, PracticeSituation practice) => PracticeIds.Of(
        person, StructureOf(practice), practice.Profession, practice.Specialty, practice.Function);

    private static ByteString StructureOf(PracticeSituation practice) =>
        StructureIds.Of(practice.Finess, practice.Siret, "", practice.StructureName, practice.Town)?.ToByteString()
        ?? ByteString.Empty;
}
