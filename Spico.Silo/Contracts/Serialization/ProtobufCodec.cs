using System.Buffers;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Serialization;

/// <summary>
/// Carries the generated messages of the contract between grains as their protobuf bytes. The copier is the identity:
/// a message is never changed after it was handed over, so a call within the process costs no copy. (Orleans' own
/// protobuf serializer is not published for this version.)
/// </summary>
[Alias(WellKnownAlias)]
internal sealed class ProtobufCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    public const string WellKnownAlias = "pb";

    private static readonly Type Self = typeof(ProtobufCodec);
    private static readonly ConcurrentDictionary<string, MessageParser> Parsers = new(StringComparer.Ordinal);

    static ProtobufCodec() => Learn(FrameReflection.Descriptor);

    public bool IsSupportedType(Type type) => type == Self || IsContract(type);

    public bool? IsTypeAllowed(Type type) => IsContract(type) ? true : null;

    public object? DeepCopy(object? input, CopyContext context) => input;

    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        var message = (IMessage)value!;
        writer.WriteFieldHeader(fieldIdDelta, expectedType, Self, WireType.TagDelimited);
        StringCodec.WriteField(ref writer, 0, message.Descriptor.FullName);
        ByteArrayCodec.WriteField(ref writer, 1, message.ToByteArray());
        writer.WriteEndObject();
    }

    public object? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.IsReference)
        {
            return ReferenceCodec.ReadReference<IMessage, TInput>(ref reader, field);
        }

        field.EnsureWireTypeTagDelimited();
        uint placeholder = ReferenceCodec.CreateRecordPlaceholder(reader.Session);
        string name = string.Empty;
        byte[] bytes = [];
        uint id = 0;
        while (true)
        {
            Field header = reader.ReadFieldHeader();
            if (header.IsEndBaseOrEndObject)
            {
                break;
            }

            id += header.FieldIdDelta;
            switch (id)
            {
                case 0:
                    name = StringCodec.ReadValue(ref reader, header) ?? string.Empty;
                    break;
                case 1:
                    bytes = ByteArrayCodec.ReadValue(ref reader, header) ?? [];
                    break;
                default:
                    reader.ConsumeUnknownField(header);
                    break;
            }
        }

        IMessage message = Parsers.TryGetValue(name, out MessageParser? parser)
            ? parser.ParseFrom(bytes)
            : throw new UnsupportedWireTypeException("Not a message of the contract.");
        ReferenceCodec.RecordObject(reader.Session, message, placeholder);
        return message;
    }

    // The frame is made of everything there is.
    private static void Learn(FileDescriptor file)
    {
        foreach (MessageDescriptor message in file.MessageTypes)
        {
            Parsers[message.FullName] = message.Parser;
        }

        foreach (FileDescriptor dependency in file.Dependencies)
        {
            Learn(dependency);
        }
    }

    private static bool IsContract(Type type) =>
        typeof(IMessage).IsAssignableFrom(type) && type.Assembly == typeof(Frame).Assembly;
}
