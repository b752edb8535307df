using Npgsql;
using NpgsqlTypes;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>What is asked of the log's database. Each method is one consistent read.</summary>
internal sealed class PostgreSqlReads(NpgsqlDataSource source)
{
    private const string FactColumns =
        "seq, ordinal, author, at, kind, data_class, request_id, request_hash, request_facts, sealed";

    public async ValueTask<StreamRow?> StreamAsync(StreamId stream)
    {
        await using NpgsqlCommand command = Command(
            "SELECT head, ordinal, active_at, wrapped_key FROM stream WHERE id = $1", stream.Value);
        return (await ReadAsync(command, reader => new StreamRow
        {
            Head = reader.GetInt64(0),
            Ordinal = reader.GetInt64(1),
            ActiveAt = reader.GetInt64(2),
            WrappedKey = reader.GetFieldValue<byte[]>(3),
        })).SingleOrDefault();
    }

    public async ValueTask<long[]> HeadsAsync(IReadOnlyList<StreamId> streams)
    {
        await using NpgsqlCommand command = Command(
            """
            SELECT coalesce((SELECT s.head FROM stream s WHERE s.id = w.id), 0)
            FROM unnest($1) WITH ORDINALITY AS w(id, place) ORDER BY w.place
            """,
            Ids(streams));
        return [.. await ReadAsync(command, reader => reader.GetInt64(0))];
    }

    public async ValueTask<List<T>> FactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take)
    {
        await using NpgsqlCommand command = Command(
            backwards
                ? $"SELECT {FactColumns} FROM fact WHERE stream = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
                : $"SELECT {FactColumns} FROM fact WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            stream.Value,
            from,
            limit);
        long bytes = 0;
        return await ReadAsync(
            command,
            reader =>
            {
                FactRow fact = Fact(reader, stream);
                bytes += FactPage.BytesOf(fact);
                return take(fact);
            },
            () => bytes < FactPage.BytesMax);
    }

    public async ValueTask<FactRow?> RequestAsync(StreamId stream, PersonId author, RequestId request)
    {
        await using NpgsqlCommand command = Command(
            $"SELECT {FactColumns} FROM fact WHERE request_id = $1 AND author = $2 AND stream = $3",
            request.Value,
            author.Value,
            stream.Value);
        return (await ReadAsync(command, reader => Fact(reader, stream))).SingleOrDefault();
    }

    public async ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count)
    {
        await using NpgsqlCommand command = Command(
            $"""
            SELECT count(*) FROM fact WHERE stream = $1 AND seq > $2 AND seq <= $3 AND ordinal > 0
                AND author {(count.OfOthers ? "<>" : "=")} $4 AND ($5::bigint >> data_class::integer) & 1 = 0
            """,
            stream.Value,
            after,
            count.UpTo,
            count.Person.Value,
            (long)count.Withheld);
        return (await ReadAsync(command, reader => reader.GetInt64(0))).Single();
    }

    public async ValueTask<List<MembershipRow>> MembershipsAsync(StreamId stream)
    {
        await using NpgsqlCommand command = Command(
            """
            SELECT person, since, since_ordinal, visible_after, withheld, peer FROM membership
            WHERE stream = $1 ORDER BY since, person
            """,
            stream.Value);
        return await ReadAsync(command, reader => new MembershipRow
        {
            Stream = stream,
            Person = PersonId.From(reader.GetGuid(0)),
            Since = reader.GetInt64(1),
            SinceOrdinal = reader.GetInt64(2),
            Access = new StreamAccess(reader.GetInt64(3), (uint)reader.GetInt64(4)),
            IsMember = true,
            Peer = reader.IsDBNull(5) ? null : PersonId.From(reader.GetGuid(5)),
        });
    }

    public async ValueTask<MarkRow?> MarkAsync(StreamId stream, PersonId person)
    {
        await using NpgsqlCommand command = Command(
            """
            SELECT read_up_to, read_ordinal, read_own, version, flags, archived_ordinal, unread_from, unread_ordinal,
                unread_own, due_at, sealed_note, delivered_up_to
            FROM mark WHERE person = $1 AND stream = $2
            """,
            person.Value,
            stream.Value);
        return (await ReadAsync(command, reader => new MarkRow
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
            SealedNote = reader.GetFieldValue<byte[]>(10),
            DeliveredUpTo = reader.GetInt64(11),
        })).SingleOrDefault();
    }

    public async ValueTask<List<InboxRow>> InboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter)
    {
        await using NpgsqlCommand command = Command(
            InboxSql.Page,
            person.Value,
            after is null ? 2 : after.IsPinned ? 1 : 0,
            after?.ActiveAt ?? long.MaxValue,
            after?.Stream.Value ?? Guid.Empty,
            (int)filter.Flags,
            (int)filter.Archived,
            filter.IsUnread,
            limit,
            (int)filter.Without);
        return await ReadAsync(command, Inbox);
    }

    public async ValueTask<List<InboxRow>> InboxAsync(PersonId person, IReadOnlyList<StreamId> conversations)
    {
        await using NpgsqlCommand command = Command(InboxSql.Some, person.Value, Ids(conversations));
        return await ReadAsync(command, Inbox);
    }

    public async ValueTask<PersonId[][]> MembersAsync(IReadOnlyList<StreamId> conversations)
    {
        await using NpgsqlCommand command = Command(
            "SELECT stream, person FROM membership WHERE stream = ANY($1)", Ids(conversations));
        ILookup<Guid, Guid> members = (await ReadAsync(
            command, reader => (Stream: reader.GetGuid(0), Person: reader.GetGuid(1))))
            .ToLookup(row => row.Stream, row => row.Person);
        return [.. conversations.Select(one => members[one.Value].Select(PersonId.From).ToArray())];
    }

    public async ValueTask<List<ConsequenceRow>> ConsequencesAsync(long dueBy, int limit)
    {
        await using NpgsqlCommand command = Command(
            """
            SELECT stream, seq, target, kind, person, due_at FROM consequence
            WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2
            """,
            dueBy,
            limit);
        return await ReadAsync(command, reader => new ConsequenceRow(
            StreamId.From(reader.GetGuid(0)),
            reader.GetInt64(1),
            StreamId.From(reader.GetGuid(2)),
            (ConsequenceKind)reader.GetInt16(3),
            PersonId.From(reader.GetGuid(4)),
            reader.GetInt64(5)));
    }

    public async ValueTask<List<T>> RowsAsync<T>(
        RowSql sql, Func<RowReader, T> row, IReadOnlyList<object?> values)
    {
        await using NpgsqlCommand command = Command(sql.Text, [.. values.Select(value => value ?? DBNull.Value)]);
        return await ReadAsync(command, reader => row(new RowReader(reader)));
    }

    private static async ValueTask<List<T>> ReadAsync<T>(
        NpgsqlCommand command, Func<NpgsqlDataReader, T> row, Func<bool>? goesOn = null)
    {
        try
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            List<T> rows = [];
            while ((goesOn is null || goesOn()) && await reader.ReadAsync())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFailures.Of(exception);
        }
    }

    private static Guid[] Ids(IReadOnlyList<StreamId> streams)
    {
        Guid[] ids = new Guid[streams.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = streams[i].Value;
        }

        return ids;
    }

    private static InboxRow Inbox(NpgsqlDataReader reader) => new()
    {
        Stream = StreamId.From(reader.GetGuid(0)),
        Kind = (ConversationKind)reader.GetInt16(1),
        WrappedKey = reader.GetFieldValue<byte[]>(2),
        SealedTitle = reader.GetFieldValue<byte[]>(3),
        Peer = reader.IsDBNull(4) ? null : PersonId.From(reader.GetGuid(4)),
        Head = reader.GetInt64(5),
        ActiveAt = reader.GetInt64(6),
        ReadUpTo = reader.GetInt64(7),
        Access = new StreamAccess(reader.GetInt64(8), (uint)reader.GetInt64(9)),
        Unread = reader.GetInt64(10),
        Version = reader.GetInt64(11),
        Flags = (MarkFlags)reader.GetInt32(12),
        IsArchived = reader.GetBoolean(13),
        UnreadFrom = reader.GetInt64(14),
        DueAt = reader.GetInt64(15),
        SealedNote = reader.GetFieldValue<byte[]>(16),
        Urgencies = reader.GetInt64(17),
        UrgenciesUnanswered = reader.GetInt64(18),
        RequestsWaiting = reader.GetInt64(19),
    };

    private static FactRow Fact(NpgsqlDataReader reader, StreamId stream)
    {
        bool isFirst = !reader.IsDBNull(6);
        return new FactRow
        {
            Stream = stream,
            Seq = reader.GetInt64(0),
            Ordinal = reader.GetInt64(1),
            Author = PersonId.From(reader.GetGuid(2)),
            At = reader.GetInt64(3),
            Kind = reader.GetInt32(4),
            DataClass = (DataClass)reader.GetInt16(5),
            Request = isFirst ? RequestId.From(reader.GetGuid(6)) : null,
            RequestHash = isFirst ? reader.GetGuid(7) : Guid.Empty,
            RequestFacts = isFirst ? reader.GetInt32(8) : 0,
            Sealed = reader.GetFieldValue<byte[]>(9),
        };
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        NpgsqlCommand command = source.CreateCommand(sql);
        foreach (object value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
