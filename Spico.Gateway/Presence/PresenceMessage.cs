using System.Diagnostics.CodeAnalysis;
using Spico.Protocol;

namespace Spico.Gateway.Presence;

/// <summary>
/// What gateways tell each other. A state replaces the one before it, so that nothing lost stays wrong.
/// </summary>
/// <param name="Kind">What is told.</param>
/// <param name="Gateway">Who tells it.</param>
/// <param name="Stream">The stream concerned; empty when none is.</param>
/// <param name="People">The people concerned; empty when nobody is.</param>
internal sealed record PresenceMessage(PresenceMessageKind Kind, Guid Gateway, Guid Stream, PersonId[] People)
{
    private const int HeaderBytes = 1 + 16 + 16;
    private const int PeopleMax = 1000;

    public byte[] Encode()
    {
        byte[] bytes = new byte[HeaderBytes + (16 * People.Length)];
        bytes[0] = (byte)Kind;
        Gateway.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        Stream.TryWriteBytes(bytes.AsSpan(17), bigEndian: true, out _);
        for (int i = 0; i < People.Length; i++)
        {
            People[i].Value.TryWriteBytes(bytes.AsSpan(HeaderBytes + (16 * i)), bigEndian: true, out _);
        }

        return bytes;
    }

    /// <summary>False for anything that a gateway of this version does not write.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PresenceMessage? message)
    {
        message = null;
        if (bytes.Length < HeaderBytes || (bytes.Length - HeaderBytes) % 16 != 0
            || bytes.Length > HeaderBytes + (16 * PeopleMax) || !Enum.IsDefined((PresenceMessageKind)bytes[0]))
        {
            return false;
        }

        var people = new PersonId[(bytes.Length - HeaderBytes) / 16];
        for (int i = 0; i < people.Length; i++)
        {
            people[i] = PersonId.From(new Guid(bytes.Slice(HeaderBytes + (16 * i), 16), bigEndian: true));
        }

        message = new PresenceMessage(
            (PresenceMessageKind)bytes[0],
            new Guid(bytes.Slice(1, 16), bigEndian: true),
            new Guid(bytes.Slice(17, 16), bigEndian: true),
            people);
        return true;
    }
}
