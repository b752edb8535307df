using Google.Protobuf;
using Grpc.Core;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>Who calls, as the metadata of a call says it.</summary>
internal static class GrpcCredentials
{
    private const string Scheme = "Bearer ";
    private const int NameLengthMax = 64;

    /// <summary>The request for the session of a call, or why there can be none.</summary>
    public static bool TryRead(ServerCallContext call, int tokenLengthMax, out SessionRequest request, out Error? error)
    {
        string? authorization = call.RequestHeaders.GetValue("authorization");
        string token = authorization is not null
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? authorization[Scheme.Length..].Trim()
                : "";
        string device = call.RequestHeaders.GetValue("x-spico-device") ?? "";
        error = token.Length == 0
            ? Refuse(ErrorCode.Unauthenticated, "The metadata 'authorization' must be 'Bearer' and an access token.")
            : token.Length > tokenLengthMax
                ? Refuse(ErrorCode.TooLarge, "The access token is too long.", (ulong)tokenLengthMax)
                : device.Length > NameLengthMax
                    ? Refuse(ErrorCode.TooLarge, "The metadata 'x-spico-device' is too long.", NameLengthMax)
                    : null;
        bool isOnBehalf = TryReadOnBehalf(call, out ByteString onBehalfOf);
        error ??= isOnBehalf
            ? null
            : Refuse(ErrorCode.InvalidArgument, "The metadata 'x-spico-on-behalf-of' is not 32 hexadecimal digits.");
        request = Request(call, new Hello { AccessToken = token, Device = device, OnBehalfOf = onBehalfOf });
        return error is null;
    }

    /// <summary>The request for a session that a login opens.</summary>
    public static SessionRequest SignIn(ServerCallContext call, SignInRequest request) =>
        Request(call, new Hello { SignIn = request });

    private static bool TryReadOnBehalf(ServerCallContext call, out ByteString person)
    {
        person = ByteString.Empty;
        string? text = call.RequestHeaders.GetValue("x-spico-on-behalf-of");
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!Guid.TryParseExact(text, "N", out Guid id))
        {
            return false;
        }

        person = PersonId.From(id).ToByteString();
        return true;
    }

    private static SessionRequest Request(ServerCallContext call, Hello hello)
    {
        string client = call.RequestHeaders.GetValue("user-agent") ?? "";
        hello.Client = client[..Math.Min(client.Length, NameLengthMax)];
        return new SessionRequest(hello, "grpc", call.GetHttpContext().Connection.RemoteIpAddress);
    }

    private static Error Refuse(ErrorCode code, string message, ulong limit = 0) =>
        new() { Code = code, Message = message, Limit = limit };
}
