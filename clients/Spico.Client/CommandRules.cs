using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol.V1;

namespace Spico.Client;

internal static class CommandRules
{
    private const int DossierFirst = 200;

    // Dossiers have more commands than are worth a line each: whichever has a request id.
    private static readonly FrozenDictionary<Command.BodyOneofCase, (IFieldAccessor Body, IFieldAccessor Id)>
        DossierRequestIds = Command.Descriptor.Oneofs[0].Fields
            .Where(field => field.FieldNumber >= DossierFirst)
            .Select(field => (Field: field, Id: field.MessageType.FindFieldByName("request_id")))
            .Where(found => found.Id is not null)
            .ToFrozenDictionary(
                found => (Command.BodyOneofCase)found.Field.FieldNumber,
                found => (found.Field.Accessor, found.Id.Accessor));

    /// <summary>
    /// Whether the command is sent again after a reconnection: the server carries it out once however often it is sent,
    /// or it asks after work that outlasts connections, such as the transfer of a file.
    /// </summary>
    public static bool IsRepeatable(Command command) => command.BodyCase
        is Command.BodyOneofCase.GetFile
        or Command.BodyOneofCase.BeginDownload
        or Command.BodyOneofCase.GetSynthesis
        or Command.BodyOneofCase.VerifySynthesis || HasRequestId(command);

    private static bool HasRequestId(Command command) => command.BodyCase switch
    {
        Command.BodyOneofCase.PostMessage => !command.PostMessage.RequestId.IsEmpty,
        Command.BodyOneofCase.MakeSynthesis => !command.MakeSynthesis.RequestId.IsEmpty,
        Command.BodyOneofCase.CreateConversation => !command.CreateConversation.RequestId.IsEmpty,
        Command.BodyOneofCase.AddMember => !command.AddMember.RequestId.IsEmpty,
        Command.BodyOneofCase.RemoveMember => !command.RemoveMember.RequestId.IsEmpty,
        Command.BodyOneofCase.LeaveConversation => !command.LeaveConversation.RequestId.IsEmpty,
        Command.BodyOneofCase.EditMessage => !command.EditMessage.RequestId.IsEmpty,
        Command.BodyOneofCase.RetractMessage => !command.RetractMessage.RequestId.IsEmpty,
        Command.BodyOneofCase.ReactToMessage => !command.ReactToMessage.RequestId.IsEmpty,
        Command.BodyOneofCase.SetQuietHours => !command.SetQuietHours.RequestId.IsEmpty,
        Command.BodyOneofCase.RaiseUrgency => !command.RaiseUrgency.RequestId.IsEmpty,
        Command.BodyOneofCase.AcknowledgeUrgency => !command.AcknowledgeUrgency.RequestId.IsEmpty,
        Command.BodyOneofCase.HandOverUrgency => !command.HandOverUrgency.RequestId.IsEmpty,
        Command.BodyOneofCase.ResolveUrgency => !command.ResolveUrgency.RequestId.IsEmpty,
        Command.BodyOneofCase.SetEscalation => !command.SetEscalation.RequestId.IsEmpty,
        Command.BodyOneofCase.MakeCareRequest => !command.MakeCareRequest.RequestId.IsEmpty,
        Command.BodyOneofCase.TakeCareRequest => !command.TakeCareRequest.RequestId.IsEmpty,
        Command.BodyOneofCase.AnswerCareRequest => !command.AnswerCareRequest.RequestId.IsEmpty,
        Command.BodyOneofCase.CloseCareRequest => !command.CloseCareRequest.RequestId.IsEmpty,
        Command.BodyOneofCase.DeclineCareRequest => !command.DeclineCareRequest.RequestId.IsEmpty,
        Command.BodyOneofCase.SetMemberRole => !command.SetMemberRole.RequestId.IsEmpty,
        Command.BodyOneofCase.SetPractice => !command.SetPractice.RequestId.IsEmpty,
        Command.BodyOneofCase.SetReceipts => !command.SetReceipts.RequestId.IsEmpty,
        Command.BodyOneofCase.GrantDelegation => !command.GrantDelegation.RequestId.IsEmpty,
        Command.BodyOneofCase.RevokeDelegation => !command.RevokeDelegation.RequestId.IsEmpty,
        Command.BodyOneofCase.RegisterPatient => !command.RegisterPatient.RequestId.IsEmpty,
        Command.BodyOneofCase.BeginUpload => !command.BeginUpload.RequestId.IsEmpty,
        _ => DossierRequestIds.TryGetValue(command.BodyCase, out var field) && !IdIn(command, field).IsEmpty,
    };

    private static ByteString IdIn(Command command, (IFieldAccessor Body, IFieldAccessor Id) field) =>
        (ByteString)field.Id.GetValue((IMessage)field.Body.GetValue(command));
}
