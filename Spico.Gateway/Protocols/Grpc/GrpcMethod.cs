using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>
/// A unary method of the contract, and the command and reply whose bodies are its request and response.
/// </summary>
internal sealed class GrpcMethod
{
    private readonly IFieldAccessor _request;
    private readonly IFieldAccessor _response;

    private GrpcMethod(MethodDescriptor method, FieldDescriptor request, FieldDescriptor response)
    {
        Descriptor = method;
        _request = request.Accessor;
        _response = response.Accessor;
    }

    public MethodDescriptor Descriptor { get; }

    /// <summary>The services of the contract, in the files that the frame is made of.</summary>
    public static IEnumerable<ServiceDescriptor> Services =>
        FrameReflection.Descriptor.Dependencies.SelectMany(file => file.Services);

    /// <summary>Binds a method, or returns null when no command has its request as body.</summary>
    public static GrpcMethod? Bind(MethodDescriptor method)
    {
        FieldDescriptor? request = FieldOf(Command.Descriptor, method.InputType);
        FieldDescriptor? response = FieldOf(Reply.Descriptor, method.OutputType);
        return request is null || response is null ? null : new GrpcMethod(method, request, response);
    }

    public Command ToCommand(IMessage request)
    {
        var command = new Command();
        _request.SetValue(command, request);
        return command;
    }

    /// <summary>The body of a reply that is not an error.</summary>
    public IMessage ToResponse(Reply reply) =>
        _response.GetValue(reply) as IMessage
        ?? throw new InvalidOperationException($"{reply.BodyCase} does not answer {Descriptor.FullName}.");

    private static FieldDescriptor? FieldOf(MessageDescriptor envelope, MessageDescriptor body) =>
        envelope.Fields.InDeclarationOrder().SingleOrDefault(field => field.MessageType == body);
}
