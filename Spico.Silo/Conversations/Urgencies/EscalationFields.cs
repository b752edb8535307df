using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>Checks how an urgency is to escalate.</summary>
internal static class EscalationFields
{
    /// <summary>Checks the fields, and collects whom they name; null when all is well.</summary>
    public static Error? TryRead(
        Escalation? escalation, string field, UrgencyOptions options, out HashSet<PersonId> persons)
    {
        persons = [];
        if (escalation is null)
        {
            return null;
        }

        if (escalation.AfterMs > 0
            && (escalation.AfterMs < options.EscalateAfterMin.TotalMilliseconds
                || escalation.AfterMs > options.EscalateAfterMax.TotalMilliseconds))
        {
            return Refusal.Invalid(
                $"{field}.after_ms",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"0, or from {options.EscalateAfterMin} to {options.EscalateAfterMax}."));
        }

        if (escalation.Steps.Count > UrgencyLimits.Steps)
        {
            return Refusal.TooLarge($"{field}.steps", UrgencyLimits.Steps, "steps");
        }

        for (int i = 0; i < escalation.Steps.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{field}.steps[{i}]");
            if (CheckStep(escalation.Steps[i], path, persons) is { } invalid)
            {
                return invalid;
            }
        }

        return null;
    }

    private static Error? CheckStep(EscalationStep step, string field, HashSet<PersonId> persons)
    {
        if (step.Persons.Count + step.Structures.Count + step.Functions.Count + step.ReplacementsOf.Count == 0)
        {
            return Refusal.Invalid($"{field}.persons", "At least one, or somebody else.");
        }

        Error? invalid = CheckPersons(step.Persons, $"{field}.persons", persons)
            ?? CheckPersons(step.ReplacementsOf, $"{field}.replacements_of", persons);
        if (invalid is not null)
        {
            return invalid;
        }

        var structures = new HashSet<StructureId>();
        return step.Structures.Count > UrgencyLimits.GroupsOfStep
                ? Refusal.TooLarge($"{field}.structures", UrgencyLimits.GroupsOfStep, "structures")
            : !step.Structures.All(bytes => StructureId.TryFrom(bytes, out StructureId id) && structures.Add(id))
                ? Refusal.Invalid($"{field}.structures", "16 bytes each, each once.")
            : step.Functions.Count > UrgencyLimits.GroupsOfStep
                ? Refusal.TooLarge($"{field}.functions", UrgencyLimits.GroupsOfStep, "functions")
            : step.Functions.Any(function => function.Length > UrgencyLimits.FunctionCharacters)
                ? Refusal.TooLarge($"{field}.functions", UrgencyLimits.FunctionCharacters, "characters")
            : step.Functions.Any(function => NameFolding.WordsOf(function).Count == 0)
                ? Refusal.Invalid($"{field}.functions", "At least one letter each.")
            : null;
    }

    private static Error? CheckPersons(RepeatedField<ByteString> named, string field, HashSet<PersonId> persons)
    {
        if (named.Count > UrgencyLimits.PersonsOfStep)
        {
            return Refusal.TooLarge(field, UrgencyLimits.PersonsOfStep, "persons");
        }

        var seen = new HashSet<PersonId>();
        foreach (ByteString bytes in named)
        {
            if (!PersonId.TryFrom(bytes, out PersonId person) || !seen.Add(person))
            {
                return Refusal.Invalid(field, "16 bytes each, and each person once.");
            }
        }

        persons.UnionWith(seen);
        return null;
    }
}
