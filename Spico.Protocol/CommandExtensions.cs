using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol.V1;

namespace Spico.Protocol;

/// <summary>What is so of commands of every kind.</summary>
public static class CommandExtensions
{
    private static readonly FrozenDictionary<Command.BodyOneofCase, (IFieldAccessor Body, IFieldAccessor Id)> Ids =
        Command.Descriptor.Oneofs[0].Fields
            .Select(field => (Field: field, Id: field.MessageType.FindFieldByName("request_id")))
            .Where(found => found.Id is not null)
            .ToFrozenDictionary(
                found => (Command.BodyOneofCase)found.Field.FieldNumber,
                found => (found.Field.Accessor, found.Id.Accessor));

    /// <summary>
    /// Whether a command carries a request id: the server then carries it out once however often it is sent.
    /// </summary>
    public static bool HasRequestId(this Command command) => command.BodyCase == Command.BodyOneofCase.PostMessage
        ? !command.PostMessage.RequestId.IsEmpty
        : Ids.TryGetValue(command.BodyCase, out (IFieldAccessor Body, IFieldAccessor Id) field)
            && !((ByteString)field.Id.GetValue((IMessage)field.Body.GetValue(command))).IsEmpty;
}
