using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Host.Demo;

/// <summary>
/// An invented conversation. The first member opens it; without a title it is a direct one of two, and with a patient
/// it is about them.
/// </summary>
internal sealed record DemoConversation(
    int Number, string Title, string[] Members, DemoLine[] Lines, PatientTraits? Patient = null)
{
    private const int PatientLine = 99_999_999;

    /// <summary>The request that opens it.</summary>
    public RequestId Opening => RequestOf(0);

    /// <summary>The request that makes its patient known.</summary>
    public RequestId Registration => RequestOf(PatientLine);

    /// <summary>Where it is.</summary>
    public StreamId Stream => StreamId.OpenedBy(StreamKind.Conversation, DemoPeople.Named(Members[0]).Id, Opening);

    /// <summary>The request of a line, from 1 on: the same at every start.</summary>
    public RequestId RequestOf(int line) =>
        RequestId.From(new Guid($"0190de00-0000-7000-9000-{Number:d4}{line:d8}"));
}
