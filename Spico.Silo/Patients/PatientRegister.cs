using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Finds patients for those who are about to open something about them.</summary>
internal sealed class PatientRegister(IGrainFactory grains)
{
    private static readonly RowSql AddConversation = new(
        "INSERT INTO patient_conversation (dossier, stream) VALUES ($1, $2)");

    /// <summary>A patient by id.</summary>
    public ValueTask<PatientFound> FindAsync(StreamId patient) =>
        grains.GetGrain<IPatientGrain>(StreamKey.Of(patient)).Find();

    /// <summary>A conversation is about a patient.</summary>
    public static RowChange Opened(StreamId conversation, StreamId patient) =>
        new(AddConversation, StreamId.DossierOf(patient).Value, conversation.Value);
}
