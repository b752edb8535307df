using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Patients, and the kinds of conversation beyond two people and groups, as methods like
/// <see cref="SpicoClientCommands"/>.
/// </summary>
public static class SpicoClientPatients
{
    /// <summary>Makes a patient known, or finds the one who has these traits or this number.</summary>
    public static async Task<RegisterPatientResponse> RegisterPatientAsync(
        this SpicoClient client,
        PatientTraits traits,
        IdentityStatus status,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RegisterPatientRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Traits = traits,
            Status = status,
        };
        Reply reply = await client.AskAsync(new Command { RegisterPatient = request }, cancellationToken);
        return reply.RegisterPatient;
    }

    /// <summary>The person's conversations about a patient, named by the patient or by the dossier.</summary>
    public static async Task<IReadOnlyList<StreamId>> FindPatientConversationsAsync(
        this SpicoClient client, StreamId about, CancellationToken cancellationToken = default)
    {
        var request = new FindPatientConversationsRequest();
        if (about.Kind == StreamKind.Dossier)
        {
            request.Dossier = about.ToByteString();
        }
        else
        {
            request.Patient = about.ToByteString();
        }

        Reply reply = await client.AskAsync(new Command { FindPatientConversations = request }, cancellationToken);
        return
        [
            .. reply.FindPatientConversations.Conversations
                .Select(id => StreamId.TryFrom(id, out StreamId stream) ? stream : default),
        ];
    }

    /// <summary>Creates a conversation of any kind; its request id is made when it has none.</summary>
    public static async Task<CreateConversationResponse> CreateAsync(
        this SpicoClient client, CreateConversationRequest creation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(creation);
        CreateConversationRequest request = creation.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await client.AskAsync(new Command { CreateConversation = request }, cancellationToken);
        return reply.CreateConversation;
    }

    /// <summary>Says what a member of a community may do there.</summary>
    public static async Task<SetMemberRoleResponse> SetMemberRoleAsync(
        this SpicoClient client,
        StreamId conversation,
        PersonId person,
        MemberRole role,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetMemberRoleRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Conversation = conversation.ToByteString(),
            Person = person.ToByteString(),
            Role = role,
        };
        Reply reply = await client.AskAsync(new Command { SetMemberRole = request }, cancellationToken);
        return reply.SetMemberRole;
    }
}
