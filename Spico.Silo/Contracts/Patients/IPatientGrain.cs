using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>A patient. Asked by other grains; a gateway asks <see cref="IPatientsGrain"/>, which knows whom.</summary>
[Alias("spico.patient")]
public interface IPatientGrain : IGrainWithStringKey
{
    /// <summary>Registers traits, or strengthens them.</summary>
    [Alias("register"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request);

    /// <summary>The patient as conversations carry them.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<PatientFound> Find();
}
