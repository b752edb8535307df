using System.Globalization;
using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Kind = Spico.Protocol.V1.AdministrativeValue.ValueOneofCase;

namespace Spico.Silo.Dossiers.Administration;

/// <summary>Checks what administrative information is set to.</summary>
internal static class AdministrativeFields
{
    /// <summary>Checks changes; null when all is well.</summary>
    public static Error? Check(RepeatedField<AdministrativeChange> changes)
    {
        if (changes.Count is 0 or > AdministrationLimits.Changes)
        {
            return changes.Count == 0
                ? Refusal.Invalid("changes", "At least one.")
                : Refusal.TooLarge("changes", AdministrationLimits.Changes, "changes");
        }

        if (changes.Select(change => change.Field).Distinct().Count() != changes.Count)
        {
            return Refusal.Invalid("changes", "Each field once.");
        }

        for (int i = 0; i < changes.Count; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"changes[{i}]");
            if (Check(changes[i], path) is { } invalid)
            {
                return invalid;
            }
        }

        return null;
    }

    /// <summary>Whether two values are the same; none is the same as none.</summary>
    public static bool AreSame(AdministrativeValue? one, AdministrativeValue? other) =>
        OrNone(one) is var left && OrNone(other) is var right
            && (left is null ? right is null : left.Equals(right));

    /// <summary>A value, or null where it says nothing.</summary>
    public static AdministrativeValue? OrNone(AdministrativeValue? value) =>
        value is null || value.ValueCase == Kind.None ? null : value;

    private static Error? Check(AdministrativeChange change, string path)
    {
        if (change.Field == AdministrativeField.Unspecified || !Enum.IsDefined(change.Field))
        {
            return Refusal.Invalid($"{path}.field", "A known field.");
        }

        if (AreSame(change.Before, change.After))
        {
            return Refusal.Invalid($"{path}.after", "Another value than before.");
        }

        if (OrNone(change.After) is not { } after)
        {
            return null;
        }

        return !Allows(change.Field, after.ValueCase)
            ? Refusal.Invalid($"{path}.after", "A value of the kind that the field has.")
            : Check(after, $"{path}.after");
    }

    private static bool Allows(AdministrativeField field, Kind kind) => field switch
    {
        AdministrativeField.LivingPlace => kind == Kind.LivingPlace,
        AdministrativeField.Protection => kind == Kind.Protection,
        AdministrativeField.TreatingPhysician => kind is Kind.Person or Kind.Text,
        _ => kind == Kind.Text,
    };

    private static Error? Check(AdministrativeValue value, string path) => value.ValueCase switch
    {
        Kind.Text => DossierLimits.CheckText(value.Text, $"{path}.text", AdministrationLimits.TextCharacters),
        Kind.LivingPlace => value.LivingPlace != LivingPlace.Unspecified && Enum.IsDefined(value.LivingPlace)
            ? null
            : Refusal.Invalid($"{path}.living_place", "A known one."),
        Kind.Protection => value.Protection != LegalProtection.Unspecified && Enum.IsDefined(value.Protection)
            ? null
            : Refusal.Invalid($"{path}.protection", "A known measure."),
        _ => PersonId.TryFrom(value.Person, out _) ? null : Refusal.Invalid($"{path}.person", "16 bytes."),
    };
}
