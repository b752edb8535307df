using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Spico.Protocol;

namespace Spico.Silo.Agendas;

/// <summary>
/// Where feeds are on the HTTP door: a secret names the agenda and opens it. It stands in no log.
/// </summary>
public static class FeedPath
{
    /// <summary>Below this path.</summary>
    public const string Root = "/agendas";

    /// <summary>How long a secret is.</summary>
    public const int SecretBytes = 32;

    private const string Extension = ".ics";
    private const int IdBytes = 16;

    /// <summary>The path of a feed.</summary>
    public static string Of(StreamId agenda, [NotNull] byte[] secret) =>
        $"{Root}/{Base64Url.EncodeToString([.. agenda.ToByteString().Span, .. secret])}{Extension}";

    /// <summary>Reads the last part of a feed's path.</summary>
    public static bool TryRead(string? segment, out StreamId agenda, out byte[] secret)
    {
        agenda = default;
        secret = [];
        if (segment is null || !segment.EndsWith(Extension, StringComparison.Ordinal)
            || !Base64Url.IsValid(segment.AsSpan(..^Extension.Length), out int length)
            || length != IdBytes + SecretBytes)
        {
            return false;
        }

        byte[] bytes = Base64Url.DecodeFromChars(segment.AsSpan(..^Extension.Length));
        secret = bytes[IdBytes..];
        return StreamId.TryFrom(ByteString.CopyFrom(bytes, 0, IdBytes), out agenda) && agenda.Kind == StreamKind.Agenda;
    }
}
