using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>How messages become bytes on a gRPC stream.</summary>
internal static class GrpcMarshallers
{
    private const byte PushTag = (Frame.PushFieldNumber << 3) | (byte)WireFormat.WireType.LengthDelimited;

    /// <summary>A push as it already is: cut out of the frame that all sessions share, not encoded again.</summary>
    public static Marshaller<SharedPush> Push { get; } = Marshallers.Create(
        WritePush,
        static SharedPush (DeserializationContext _) => throw new NotSupportedException("Pushes are only sent."));

    /// <summary>Any message of a type.</summary>
    public static Marshaller<IMessage> Of(MessageDescriptor type) => Marshallers.Create(
        Write,
        context =>
        {
            try
            {
                return type.Parser.ParseFrom(context.PayloadAsReadOnlySequence());
            }
            catch (InvalidProtocolBufferException)
            {
                throw GrpcStatuses.ToException(new Error
                {
                    Code = ErrorCode.Malformed,
                    Message = $"The request is not a protobuf {type.FullName}.",
                });
            }
        });

    /// <summary>The bytes of the push inside the bytes of its frame.</summary>
    public static ReadOnlyMemory<byte> CutPush(SharedPush push)
    {
        ReadOnlyMemory<byte> frame = push.Frame;
        if (!frame.IsEmpty && frame.Span[0] == PushTag)
        {
            int at = 1;
            ulong length = 0;
            for (int shift = 0; at < frame.Length && shift < 35; shift += 7)
            {
                byte read = frame.Span[at++];
                length |= (ulong)(read & 0x7f) << shift;
                if (read < 0x80)
                {
                    // Anything before or behind the push would make it another frame than a push alone.
                    return length == (ulong)(frame.Length - at) ? frame[at..] : push.ToMessage().ToByteArray();
                }
            }
        }

        return push.ToMessage().ToByteArray();
    }

    private static void WritePush(SharedPush push, SerializationContext context)
    {
        ReadOnlyMemory<byte> bytes = CutPush(push);
        context.SetPayloadLength(bytes.Length);
        context.GetBufferWriter().Write(bytes.Span);
        context.Complete();
    }

    private static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
