using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Spico.Protocol.V1;

namespace Spico.Client.Connections;

/// <summary>The methods of the contract as commands and replies: bound from the descriptors, not one by one.</summary>
internal static class GrpcBinding
{
    private static readonly Dictionary<int, Method<Command, Reply>> Methods = Bind();

    /// <summary>Pushes as they are encoded.</summary>
    public static Method<WatchRequest, byte[]> Watch { get; } = new(
        MethodType.ServerStreaming,
        StreamService.Descriptor.FullName,
        "Watch",
        Marshallers.Create<WatchRequest>(Write, NeverRead<WatchRequest>),
        Marshallers.Create<byte[]>(NeverWrite, context => context.PayloadAsNewBuffer()));

    /// <summary>The method that carries out a command.</summary>
    public static Method<Command, Reply> MethodOf(Command command) => Methods[(int)command.BodyCase];

    private static Dictionary<int, Method<Command, Reply>> Bind()
    {
        // The frame is made of everything there is.
        ServiceDescriptor[] services =
            [.. FrameReflection.Descriptor.Dependencies.SelectMany(file => file.Services)];
        Dictionary<int, Method<Command, Reply>> methods = [];
        foreach (FieldDescriptor body in Command.Descriptor.Fields.InFieldNumberOrder())
        {
            MethodDescriptor method = services
                .SelectMany(service => service.Methods)
                .Single(method => method.InputType == body.MessageType);
            FieldDescriptor answer = Reply.Descriptor.Fields.InFieldNumberOrder()
                .Single(field => field.MessageType == method.OutputType);
            methods.Add(body.FieldNumber, Bind(method, body, answer));
        }

        return methods;
    }

    private static Method<Command, Reply> Bind(MethodDescriptor method, FieldDescriptor body, FieldDescriptor answer) =>
        new(
            MethodType.Unary,
            method.Service.FullName,
            method.Name,
            Marshallers.Create<Command>(
                (command, context) => Write((IMessage)body.Accessor.GetValue(command), context),
                NeverRead<Command>),
            Marshallers.Create(
                NeverWrite,
                context =>
                {
                    var reply = new Reply();
                    answer.Accessor.SetValue(
                        reply, method.OutputType.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
                    return reply;
                }));

    private static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static T NeverRead<T>(DeserializationContext context) =>
        throw new NotSupportedException("Requests are only sent.");

    private static void NeverWrite<T>(T message, SerializationContext context) =>
        throw new NotSupportedException("Responses are only received.");
}
