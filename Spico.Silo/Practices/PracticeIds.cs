using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Protocol;

namespace Spico.Silo.Practices;

/// <summary>How practice situations are named: by who acts, for which structure, and as what.</summary>
internal static class PracticeIds
{
    /// <summary>The situation of a person; words or codes say as what, always in the same way.</summary>
    public static PracticeId Of(ByteString person, ByteString structure, params ReadOnlySpan<string> what)
    {
        byte[] source =
        [
            .. "practice/"u8,
            .. person.Span,
            .. structure.Span,
            .. Encoding.UTF8.GetBytes(string.Join('\n', what)),
        ];
        return PracticeId.From(new Guid(SHA256.HashData(source).AsSpan(0, 16), bigEndian: true));
    }
}
