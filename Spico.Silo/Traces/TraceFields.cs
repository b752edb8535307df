using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>What a trace takes from commands and answers, whichever they are: a new one needs nothing here.</summary>
internal static class TraceFields
{
    private static readonly FrozenDictionary<int, (IFieldAccessor Body, IFieldAccessor Field)> Reasons =
        FieldsOf(Command.Descriptor, "reason", FieldType.String);

    private static readonly FrozenDictionary<int, (IFieldAccessor Body, IFieldAccessor Field)> Positions =
        FieldsOf(Reply.Descriptor, "position", FieldType.Message);

    /// <summary>A trace of a caller, with what the caller tells of themselves.</summary>
    public static AccessTrace Begin(Caller caller, TraceKind kind) => new()
    {
        Kind = kind,
        Person = caller.Person.ToByteString(),
        ActedBy = caller.ActedBy?.ToByteString() ?? ByteString.Empty,
        Session = caller.Session.ToByteString(),
        Device = caller.Device,
    };

    /// <summary>The closing of an opening of which nothing else is known: it was whose the opening says.</summary>
    public static AccessTrace ClosingOf(AccessTrace opening)
    {
        AccessTrace trace = opening.Clone();
        trace.Kind = opening.Kind == TraceKind.Opened ? TraceKind.Closed : opening.Kind;
        trace.Command = (uint)Command.BodyOneofCase.CloseStream;
        return trace;
    }

    /// <summary>The reason that a command gives, as far as a trace has room for it.</summary>
    public static string ReasonOf(Command command)
    {
        if (!Reasons.TryGetValue((int)command.BodyCase, out (IFieldAccessor Body, IFieldAccessor Field) named))
        {
            return string.Empty;
        }

        string reason = (string)named.Field.GetValue((IMessage)named.Body.GetValue(command));
        return DossierLimits.CheckLength(reason, "reason", DossierLimits.ReasonCharacters) is null
            ? reason
            : string.Concat(reason.EnumerateRunes().Take(DossierLimits.ReasonCharacters));
    }

    /// <summary>The position that an answer names; 0: none.</summary>
    public static ulong PositionOf(Reply reply) =>
        Positions.TryGetValue((int)reply.BodyCase, out (IFieldAccessor Body, IFieldAccessor Field) named)
            && named.Field.GetValue((IMessage)named.Body.GetValue(reply)) is Position position
                ? position.Seq
                : 0;

    /// <summary>The dossiers that an answer names, each once.</summary>
    public static IEnumerable<ByteString> DossiersIn(Reply reply) => In(reply)
        .Where(id => StreamId.TryFrom(id, out StreamId stream) && stream.Kind == StreamKind.Dossier)
        .Distinct();

    private static IEnumerable<ByteString> In(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object? value = field.Accessor.GetValue(message);
            System.Collections.IEnumerable values = field.IsRepeated ? (System.Collections.IEnumerable)value
                : value is null ? Array.Empty<object>() : new[] { value };
            foreach (object each in values)
            {
                if (each is IMessage inner)
                {
                    foreach (ByteString found in In(inner))
                    {
                        yield return found;
                    }
                }
                else if (each is ByteString id && (field.Name is "dossier" or "dossiers"))
                {
                    yield return id;
                }
            }
        }
    }

    private static FrozenDictionary<int, (IFieldAccessor, IFieldAccessor)> FieldsOf(
        MessageDescriptor frame, string name, FieldType type) => frame.Oneofs[0].Fields
        .Where(body => body.FieldType == FieldType.Message)
        .Select(body => (Body: body, Field: body.MessageType.FindFieldByName(name)))
        .Where(named => named.Field is { IsRepeated: false } field && field.FieldType == type)
        .ToFrozenDictionary(named => named.Body.FieldNumber, named => (named.Body.Accessor, named.Field.Accessor));
}
