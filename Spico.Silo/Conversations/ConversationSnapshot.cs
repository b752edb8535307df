using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.Receipts;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>The layout of a conversation's snapshot. Another layout is another number: old ones are dropped.</summary>
internal static class ConversationSnapshot
{
    private const byte Layout = 5;

    /// <summary>Writes everything a state keeps but the recent messages.</summary>
    public static byte[] Write(ConversationState state)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Layout);
        writer.Write(state.Head.Seq);
        writer.Write(state.Head.Ordinal);
        writer.Write(state.Head.At);
        writer.Write((int)state.Kind);
        writer.Write(state.Title);
        Write(writer, state.Patient);
        writer.Write(state.Creator.Value.ToByteArray());
        writer.Write((int)state.Receipts.Policy);
        writer.Write(state.Receipts.Since);
        writer.Write(state.MemberCount);
        foreach ((PersonId person, Membership membership) in state.Members)
        {
            writer.Write(person.Value.ToByteArray());
            writer.Write(membership.Since);
            writer.Write(membership.SinceOrdinal);
            Write(writer, membership.Access);
            writer.Write(membership.Posted);
            writer.Write((int)membership.Role);
            Write(writer, membership.Practice);
        }

        (PersonId Person, ReadRight Right)[] departed = [.. state.Departed];
        writer.Write(departed.Length);
        foreach ((PersonId person, ReadRight right) in departed)
        {
            writer.Write(person.Value.ToByteArray());
            Write(writer, right.Access);
            writer.Write(right.Until);
        }

        state.Urgencies.Write(writer);
        state.CareRequests.Write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads a state back, or answers null when the layout is another.</summary>
    public static ConversationState? Read(ReadOnlySpan<byte> snapshot)
    {
        if (snapshot.IsEmpty || snapshot[0] != Layout)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(snapshot[1..].ToArray()));
        var head = new StreamHead(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var kind = (ConversationKind)reader.ReadInt32();
        string title = reader.ReadString();
        Patient? patient = Read(reader, Patient.Parser);
        PersonId creator = ReadPerson(reader);
        var receipts = new ReceiptTerms((ReceiptPolicy)reader.ReadInt32(), reader.ReadInt64());
        var members = new (PersonId, Membership)[reader.ReadInt32()];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = (ReadPerson(reader), ReadMembership(reader));
        }

        var departed = new (PersonId, ReadRight)[reader.ReadInt32()];
        for (int i = 0; i < departed.Length; i++)
        {
            departed[i] = (ReadPerson(reader), new ReadRight(ReadAccess(reader), reader.ReadInt64()));
        }

        ConversationState state = ConversationState.Restore(
            head,
            kind,
            title,
            patient,
            (creator, receipts),
            members,
            departed);
        state.Urgencies.Read(reader);
        state.CareRequests.Read(reader);
        return state;
    }

    private static Membership ReadMembership(BinaryReader reader) => new()
    {
        Since = reader.ReadInt64(),
        SinceOrdinal = reader.ReadInt64(),
        Access = ReadAccess(reader),
        Posted = reader.ReadInt64(),
        Role = (MemberRole)reader.ReadInt32(),
        Practice = Read(reader, PracticeSituation.Parser),
    };

    private static PersonId ReadPerson(BinaryReader reader) => PersonId.From(new Guid(reader.ReadBytes(16)));

    private static StreamAccess ReadAccess(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadUInt32());

    // What is absent has no bytes; what is there has some, as each of these says something.
    private static T? Read<T>(BinaryReader reader, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        byte[] bytes = reader.ReadBytes(reader.ReadInt32());
        return bytes.Length == 0 ? null : parser.ParseFrom(bytes);
    }

    private static void Write(BinaryWriter writer, IMessage? message)
    {
        byte[] bytes = message?.ToByteArray() ?? [];
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void Write(BinaryWriter writer, StreamAccess access)
    {
        writer.Write(access.VisibleAfter);
        writer.Write(access.Withheld);
    }
}
