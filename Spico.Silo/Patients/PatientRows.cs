using System.Globalization;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>What patients are found by: keyed hashes of their number, their traits and how their name sounds.</summary>
internal sealed class PatientRows(MasterKey key)
{
    private static readonly RowSql SetNumber = new(
        """
        INSERT INTO patient_number (hash, patient) VALUES ($1, $2)
        ON CONFLICT (hash) DO NOTHING
        """);

    private static readonly RowSql DropNumber = new("DELETE FROM patient_number WHERE hash = $1 AND patient = $2");

    private static readonly RowSql SetIdentity = new(
        """
        INSERT INTO patient_identity (patient, traits, sound, shown) VALUES ($1, $2, $3, $4)
        ON CONFLICT (patient) DO UPDATE SET traits = excluded.traits, sound = excluded.sound, shown = excluded.shown
        """);

    /// <summary>The hash of a number with its authority; null without one.</summary>
    public Guid? NumberOf(PatientTraits traits) =>
        PatientRules.NumberOf(traits) is { } number ? key.HashOf(number) : null;

    /// <summary>The hash of the strict traits.</summary>
    public Guid TraitsOf(PatientTraits traits) => key.HashOf(PatientRules.StrictTraitsOf(traits));

    /// <summary>The same for an id, when so many others had these traits once.</summary>
    public Guid TraitsOf(PatientTraits traits, int others) => others == 0
        ? TraitsOf(traits)
        : key.HashOf(string.Create(
            CultureInfo.InvariantCulture, $"{PatientRules.StrictTraitsOf(traits)}|{others}"));

    /// <summary>The hash of how the name sounds, with the day of birth.</summary>
    public Guid SoundOf(PatientTraits traits) =>
        key.HashOf($"sound|{NameSound.Of(traits.BirthName)}|{traits.BirthDate}");

    /// <summary>The rows of a patient as they are from now on.</summary>
    public RowChange[] Of(StreamId patient, PatientRegistered? before, PatientRegistered known)
    {
        var shown = new SealedMessage(SealedColumns.Identity, PatientState.ToPatient(patient, known));
        var identity = new RowChange(
            SetIdentity, patient.Value, TraitsOf(known.Traits), SoundOf(known.Traits), shown);
        var changes = new List<RowChange>(3) { identity };
        Guid? number = NumberOf(known.Traits);
        // A number that was wrong leads here no more; one that was the waiting one does for ever.
        if (before is not null && NumberOf(before.Traits) is { } former && former != number
            && !PatientRules.IsFinal(before.Traits, known.Traits))
        {
            changes.Add(new RowChange(DropNumber, former, patient.Value));
        }

        if (number is { } hash)
        {
            changes.Add(new RowChange(SetNumber, hash, patient.Value));
        }

        return [.. changes];
    }

    /// <summary>An identity as it was kept; null when the patient was erased.</summary>
    public Patient? Open(StreamId patient, byte[] wrappedKey, byte[] shown)
    {
        if (wrappedKey.Length == 0)
        {
            return null;
        }

        using StreamCipher cipher = StreamCipher.Unwrap(key, patient, wrappedKey);
        return Patient.Parser.ParseFrom(cipher.OpenText(SealedColumns.Identity, shown));
    }
}
