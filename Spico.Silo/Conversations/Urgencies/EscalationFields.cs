using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
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
            string path = string.Create(CultureInfo.InvariantCulture, $"{field}.steps[{i}].persons");
            if (CheckStep(escalation.Steps[i], path, persons) is { } invalid)
            {
                return invalid;
            }
        }

        return null;
    }

    private static Error? CheckStep(EscalationStep step, string field, HashSet<PersonId> persons)
    {
        if (step.Persons.Count == 0)
        {
            return Refusal.Invalid(field, "At least one.");
        }

        if (step.Persons.Count > UrgencyLimits.PersonsOfStep)
        {
            return Refusal.TooLarge(field, UrgencyLimits.PersonsOfStep, "persons");
        }

        var seen = new HashSet<PersonId>();
        foreach (Google.Protobuf.ByteString bytes in step.Persons)
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
