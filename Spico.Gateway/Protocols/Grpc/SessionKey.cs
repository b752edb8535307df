using System.Security.Cryptography;
using System.Text;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>Which calls share a session: those with the same token and device. The token itself is not kept.</summary>
internal readonly record struct SessionKey(string TokenHash, string Device)
{
    public static SessionKey Of(string accessToken, string device) =>
        new(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken))), device);
}
