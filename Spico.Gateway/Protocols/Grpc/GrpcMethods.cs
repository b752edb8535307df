using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>
/// Binds every method of the contract: a new one needs no code here, only a command and a reply. SignIn has neither,
/// since over gRPC it needs no session; Watch is the one that streams.
/// </summary>
internal sealed class GrpcMethods : IServiceMethodProvider<GrpcCalls>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<GrpcCalls> context)
    {
        foreach (MethodDescriptor method in GrpcMethod.Services.SelectMany(service => service.Methods))
        {
            if (method.InputType == WatchRequest.Descriptor)
            {
                context.AddServerStreamingMethod(
                    Describe(MethodType.ServerStreaming, method, GrpcMarshallers.Push),
                    [],
                    (calls, request, pushes, call) => calls.WatchAsync((WatchRequest)request, pushes, call));
            }
            else if (method.InputType == SignInRequest.Descriptor)
            {
                AddUnary(context, method, (calls, request, call) => calls.SignInAsync((SignInRequest)request, call));
            }
            else
            {
                GrpcMethod bound = GrpcMethod.Bind(method)
                    ?? throw new InvalidOperationException($"{method.FullName} has no command or no reply.");
                AddUnary(context, method, (calls, request, call) => calls.SendAsync(bound, request, call));
            }
        }
    }

    private static void AddUnary(
        ServiceMethodProviderContext<GrpcCalls> context,
        MethodDescriptor method,
        UnaryServerMethod<GrpcCalls, IMessage, IMessage> handler) =>
        context.AddUnaryMethod(
            Describe(MethodType.Unary, method, GrpcMarshallers.Of(method.OutputType)), [], handler);

    private static Method<IMessage, TResponse> Describe<TResponse>(
        MethodType type, MethodDescriptor method, Marshaller<TResponse> responses) =>
        new(type, method.Service.FullName, method.Name, GrpcMarshallers.Of(method.InputType), responses);
}
