using Microsoft.Data.Sqlite;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>What is asked of the log's file. Each method is one consistent read.</summary>
internal static class SqliteReads
{
    private const string FactColumns =
        "seq, ordinal, author, at, kind, data_class, request_id, request_hash, request_facts, sealed";

    public static StoreIdentity? Identity(SqliteConnection connection)
    {
        using SqliteCommand command = SqliteFile.Command(connection, "SELECT id, epoch, clock FROM store");
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? new StoreIdentity(Id(reader, 0), (uint)reader.GetInt64(1), reader.GetInt64(2))
            : null;
    }

    public static StreamRow? Stream(SqliteConnection connection, StreamId stream)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection, "SELECT head, ordinal, active_at, wrapped_key FROM stream WHERE id = $stream");
        Bind(command, "$stream", stream.Value);
        using SqliteDataReader reader = command.ExecuteReader();
        return !reader.Read()
            ? null
            : new StreamRow
            {
                Head = reader.GetInt64(0),
                Ordinal = reader.GetInt64(1),
                ActiveAt = reader.GetInt64(2),
                WrappedKey = Bytes(reader, 3),
            };
    }

    public static long[] Heads(SqliteConnection connection, IReadOnlyList<StreamId> streams)
    {
        using SqliteStatement head = new(connection, "SELECT head FROM stream WHERE id = ?1");
        long[] heads = new long[streams.Count];
        for (int i = 0; i < heads.Length; i++)
        {
            heads[i] = head.Set(1, streams[i].Value).Number() ?? 0;
        }

        return heads;
    }

    public static List<T> Facts<T>(
        SqliteConnection connection, StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take)
    {
        using SqliteCommand command = SqliteFile.Command(connection, backwards
            ? $"SELECT {FactColumns} FROM fact WHERE stream = $stream AND seq < $from ORDER BY seq DESC LIMIT $limit"
            : $"SELECT {FactColumns} FROM fact WHERE stream = $stream AND seq > $from ORDER BY seq LIMIT $limit");
        Bind(command, "$stream", stream.Value);
        Bind(command, "$from", from);
        Bind(command, "$limit", limit);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> facts = [];
        long bytes = 0;
        while (bytes < FactPage.BytesMax && reader.Read())
        {
            FactRow fact = Fact(reader, stream);
            facts.Add(take(fact));
            bytes += FactPage.BytesOf(fact);
        }

        return facts;
    }

    public static FactRow? Request(SqliteConnection connection, StreamId stream, PersonId author, RequestId request)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection,
            $"SELECT {FactColumns} FROM fact WHERE request_id = $request AND author = $author AND stream = $stream");
        Bind(command, "$request", request.Value);
        Bind(command, "$author", author.Value);
        Bind(command, "$stream", stream.Value);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? Fact(reader, stream) : null;
    }

    public static long CountMessages(SqliteConnection connection, StreamId stream, long after, MessageCount count)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection,
            $"""
            SELECT count(*) FROM fact WHERE stream = $stream AND seq > $after AND seq <= $upTo AND ordinal > 0
                AND author {(count.OfOthers ? "<>" : "=")} $person AND ($withheld >> data_class) & 1 = 0
            """);
        Bind(command, "$stream", stream.Value);
        Bind(command, "$after", after);
        Bind(command, "$upTo", count.UpTo);
        Bind(command, "$person", count.Person.Value);
        Bind(command, "$withheld", count.Withheld);
        return (long)command.ExecuteScalar()!;
    }

    public static List<MembershipRow> Memberships(SqliteConnection connection, StreamId stream)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection,
            """
            SELECT person, since, since_ordinal, visible_after, withheld, peer FROM membership
            WHERE stream = $stream ORDER BY since, person
            """);
        Bind(command, "$stream", stream.Value);
        using SqliteDataReader reader = command.ExecuteReader();
        List<MembershipRow> rows = [];
        while (reader.Read())
        {
            rows.Add(new MembershipRow
            {
                Stream = stream,
                Person = PersonId.From(Id(reader, 0)),
                Since = reader.GetInt64(1),
                SinceOrdinal = reader.GetInt64(2),
                Access = new StreamAccess(reader.GetInt64(3), (uint)reader.GetInt64(4)),
                IsMember = true,
                Peer = reader.IsDBNull(5) ? null : PersonId.From(Id(reader, 5)),
            });
        }

        return rows;
    }

    public static MarkRow? Mark(SqliteConnection connection, StreamId stream, PersonId person)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection,
            """
            SELECT read_up_to, read_ordinal, read_own, version, flags, archived_ordinal, unread_from, unread_ordinal,
                unread_own, due_at, sealed_note, delivered_up_to
            FROM mark WHERE person = $person AND stream = $stream
            """);
        Bind(command, "$person", person.Value);
        Bind(command, "$stream", stream.Value);
        using SqliteDataReader reader = command.ExecuteReader();
        return !reader.Read()
            ? null
            : new MarkRow
            {
                Stream = stream,
                Person = person,
                ReadUpTo = reader.GetInt64(0),
                ReadOrdinal = reader.GetInt64(1),
                ReadOwn = reader.GetInt64(2),
                Version = reader.GetInt64(3),
                Flags = (MarkFlags)reader.GetInt32(4),
                ArchivedOrdinal = reader.GetInt64(5),
                UnreadFrom = reader.GetInt64(6),
                UnreadOrdinal = reader.GetInt64(7),
                UnreadOwn = reader.GetInt64(8),
                DueAt = reader.GetInt64(9),
                SealedNote = Bytes(reader, 10),
                DeliveredUpTo = reader.GetInt64(11),
            };
    }

    public static List<InboxRow> Inbox(
        SqliteConnection connection, PersonId person, InboxCursor? after, int limit, InboxFilter filter)
    {
        using SqliteCommand command = SqliteFile.Command(connection, InboxSql.Page);
        Bind(command, "$person", person.Value);
        Bind(command, "$pinned", after is null ? 2 : after.IsPinned ? 1 : 0);
        Bind(command, "$activeAt", after?.ActiveAt ?? long.MaxValue);
        Bind(command, "$stream", after?.Stream.Value ?? Guid.Empty);
        Bind(command, "$flags", (long)filter.Flags);
        Bind(command, "$without", (long)filter.Without);
        Bind(command, "$archived", (long)filter.Archived);
        Bind(command, "$unread", filter.IsUnread ? 1 : 0);
        Bind(command, "$limit", limit);
        List<InboxRow> rows = [];
        ReadInbox(command, rows);
        return rows;
    }

    public static List<InboxRow> Inbox(
        SqliteConnection connection, PersonId person, IReadOnlyList<StreamId> conversations)
    {
        using SqliteCommand command = SqliteFile.Command(connection, InboxSql.One);
        Bind(command, "$person", person.Value);
        List<InboxRow> rows = [];
        foreach (StreamId conversation in conversations)
        {
            Rebind(command, "$stream", conversation.Value);
            ReadInbox(command, rows);
        }

        return rows;
    }

    public static PersonId[][] Members(SqliteConnection connection, IReadOnlyList<StreamId> conversations)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection, "SELECT person FROM membership WHERE stream = $stream");
        PersonId[][] members = new PersonId[conversations.Count][];
        List<PersonId> some = [];
        for (int i = 0; i < members.Length; i++)
        {
            Rebind(command, "$stream", conversations[i].Value);
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                some.Add(PersonId.From(Id(reader, 0)));
            }

            members[i] = [.. some];
            some.Clear();
        }

        return members;
    }

    private static void ReadInbox(SqliteCommand command, List<InboxRow> rows)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new InboxRow
            {
                Stream = StreamId.From(Id(reader, 0)),
                Kind = (ConversationKind)reader.GetInt32(1),
                WrappedKey = Bytes(reader, 2),
                SealedTitle = Bytes(reader, 3),
                Peer = reader.IsDBNull(4) ? null : PersonId.From(Id(reader, 4)),
                Head = reader.GetInt64(5),
                ActiveAt = reader.GetInt64(6),
                ReadUpTo = reader.GetInt64(7),
                Access = new StreamAccess(reader.GetInt64(8), (uint)reader.GetInt64(9)),
                Unread = reader.GetInt64(10),
                Version = reader.GetInt64(11),
                Flags = (MarkFlags)reader.GetInt32(12),
                IsArchived = reader.GetInt64(13) != 0,
                UnreadFrom = reader.GetInt64(14),
                DueAt = reader.GetInt64(15),
                SealedNote = Bytes(reader, 16),
                Urgencies = reader.GetInt64(17),
                UrgenciesUnanswered = reader.GetInt64(18),
                RequestsWaiting = reader.GetInt64(19),
            });
        }
    }

    public static List<ConsequenceRow> Consequences(SqliteConnection connection, long dueBy, int limit)
    {
        using SqliteCommand command = SqliteFile.Command(
            connection,
            """
            SELECT stream, seq, target, kind, person, due_at FROM consequence
            WHERE due_at <= $dueBy ORDER BY due_at, id LIMIT $limit
            """);
        Bind(command, "$dueBy", dueBy);
        Bind(command, "$limit", limit);
        using SqliteDataReader reader = command.ExecuteReader();
        List<ConsequenceRow> rows = [];
        while (reader.Read())
        {
            rows.Add(new ConsequenceRow(
                StreamId.From(Id(reader, 0)),
                reader.GetInt64(1),
                StreamId.From(Id(reader, 2)),
                (ConsequenceKind)reader.GetInt32(3),
                PersonId.From(Id(reader, 4)),
                reader.GetInt64(5)));
        }

        return rows;
    }

    private static FactRow Fact(SqliteDataReader reader, StreamId stream) => new()
    {
        Stream = stream,
        Seq = reader.GetInt64(0),
        Ordinal = reader.GetInt64(1),
        Author = PersonId.From(Id(reader, 2)),
        At = reader.GetInt64(3),
        Kind = reader.GetInt32(4),
        DataClass = (DataClass)reader.GetInt32(5),
        Request = reader.IsDBNull(6) ? null : RequestId.From(Id(reader, 6)),
        RequestHash = reader.IsDBNull(7) ? Guid.Empty : Id(reader, 7),
        RequestFacts = reader.IsDBNull(8) ? 0 : reader.GetInt32(8),
        Sealed = Bytes(reader, 9),
    };

    private static Guid Id(SqliteDataReader reader, int column) => new(Bytes(reader, column), bigEndian: true);

    private static byte[] Bytes(SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static void Bind(SqliteCommand command, string name, long value) =>
        command.Parameters.AddWithValue(name, value);

    private static void Bind(SqliteCommand command, string name, Guid value) =>
        command.Parameters.AddWithValue(name, value.ToByteArray(bigEndian: true));

    private static void Rebind(SqliteCommand command, string name, Guid value)
    {
        if (command.Parameters.Contains(name))
        {
            command.Parameters[name].Value = value.ToByteArray(bigEndian: true);
        }
        else
        {
            Bind(command, name, value);
        }
    }
}
