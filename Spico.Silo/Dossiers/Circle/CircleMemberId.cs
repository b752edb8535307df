using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>The id of a member of the circle: derived from who they are, so that who comes back is the same.</summary>
internal static class CircleMemberId
{
    private const byte Person = 1;
    private const byte Structure = 2;
    private const byte Relative = 3;
    private const byte Patient = 4;

    /// <summary>A professional.</summary>
    public static ByteString Of(PersonId person) => Derive(Person, person.ToByteString());

    /// <summary>Whoever a period is begun for; a relative is new with each request.</summary>
    public static ByteString Of(BeginCirclePeriod begin, ByteString requestId) => begin.WhoCase switch
    {
        BeginCirclePeriod.WhoOneofCase.Person => Derive(Person, begin.Person),
        BeginCirclePeriod.WhoOneofCase.Structure => Derive(Structure, begin.Structure.Structure),
        BeginCirclePeriod.WhoOneofCase.Relative => Derive(Relative, requestId),
        BeginCirclePeriod.WhoOneofCase.Patient => Derive(Patient, ByteString.Empty),
        _ => begin.Member,
    };

    private static ByteString Derive(byte kind, ByteString who) =>
        ByteString.CopyFrom(SHA256.HashData([kind, .. who.Span]).AsSpan(..16));
}
