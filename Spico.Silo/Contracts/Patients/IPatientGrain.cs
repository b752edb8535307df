using Spico.Protocol;
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

    /// <summary>
    /// Writes the identity as somebody says it is who may: their dossier has checked that, and is the only one to call.
    /// </summary>
    [Alias("correct"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Correct(Caller caller, ChangeIdentityRequest request);

    /// <summary>
    /// Carries out a consequence: this fact merged the patient's dossier or separated it, and the patient is found
    /// accordingly. Called by silos only; exactly once however often it is called. Returns whether that is durable.
    /// </summary>
    [Alias("note-merge"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteMerge(PersonId author, StreamId dossier, long seq);

    /// <summary>The patient as conversations carry them.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<PatientFound> Find();
}
