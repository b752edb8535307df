using System.Diagnostics.CodeAnalysis;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing.Clinics;

namespace Spico.Testing.Dossiers;

/// <summary>How scenarios about dossiers begin: a patient, a dossier, and who joins its circle.</summary>
public static class CircleSteps
{
    /// <summary>Makes somebody known who was never there before.</summary>
    public static Task<RegisterPatientResponse> RegistersPatient([NotNull] this Colleague colleague) =>
        colleague.Client.RegisterPatientAsync(
            new PatientTraits
            {
                BirthName = $"Exemple {Guid.NewGuid():N}",
                GivenNames = "Élise",
                BirthDate = "1950-02-03",
                Sex = Sex.Female,
            },
            IdentityStatus.Prov);

    /// <summary>Creates the dossier of somebody new.</summary>
    public static async Task<StreamId> CreatesDossier(this Colleague colleague) =>
        await colleague.CreatesDossier(await colleague.RegistersPatient());

    /// <summary>Creates the dossier of a patient, and is in its circle.</summary>
    public static async Task<StreamId> CreatesDossier(
        [NotNull] this Colleague colleague, [NotNull] RegisterPatientResponse patient)
    {
        CreateDossierResponse created = await colleague.Client.CreateDossierAsync(new CreateDossierRequest
        {
            Patient = patient.Patient,
            Function = CareFunction.Nurse,
            Ground = new LegalGround { Basis = LegalBasis.Exchange },
        });
        return StreamId.TryFrom(created.Dossier, out StreamId dossier)
            ? dossier
            : throw new InvalidDataException("A dossier without an id.");
    }

    /// <summary>How a colleague joins a circle.</summary>
    public static BeginCirclePeriod Joins(
        [NotNull] this Colleague colleague,
        LegalBasis basis = LegalBasis.Exchange,
        CareFunction function = CareFunction.Nurse) => new()
        {
            Person = colleague.Person.ToByteString(),
            Function = function,
            Ground = new LegalGround { Basis = basis },
        };

    /// <summary>Takes colleagues into the circle, on the ground of an exchange.</summary>
    public static async Task TakesIn(
        [NotNull] this Colleague colleague, StreamId dossier, [NotNull] params Colleague[] others)
    {
        foreach (Colleague other in others)
        {
            await colleague.Client.BeginCareAsync(dossier, other.Joins());
        }
    }
}
