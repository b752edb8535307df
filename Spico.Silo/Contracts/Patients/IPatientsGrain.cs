using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>The patients (stateless, on any silo).</summary>
[Alias("spico.patients")]
public interface IPatientsGrain : IGrainWithIntegerKey
{
    /// <summary>Makes a patient known, or finds the one who has these traits or this number.</summary>
    [Alias("register"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request);

    /// <summary>Who is known under an identity.</summary>
    [Alias("search"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Search(Caller caller, SearchPatientsRequest request);

    /// <summary>The caller's conversations about a patient.</summary>
    [Alias("find-conversations"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> FindConversations(Caller caller, FindPatientConversationsRequest request);
}
