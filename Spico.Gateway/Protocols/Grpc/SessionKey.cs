using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>
/// Which calls share a session: those with the same token and device, on behalf of the same person. The token itself is
/// not kept.
/// </summary>
internal readonly record struct SessionKey(string TokenHash, string Device, ByteString OnBehalfOf)
{
    public static SessionKey Of(string accessToken, string device, ByteString onBehalfOf) =>
        new(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken))), device, onBehalfOf);
}
