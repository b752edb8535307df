using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Storage;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>
/// Reads the messages of one conversation with what became of them, as a person may read them. Each page is a few
/// ranges of indexes, whatever the history's length.
/// </summary>
internal sealed class MessageReader(StreamId stream, ILogStore store)
{
    private static readonly RowSql Forwards = new(
        $"""
        SELECT {MessageColumns.Whole} FROM fact f
        WHERE f.stream = $1 AND f.seq > $2 AND f.seq < $3 AND f.ordinal > 0 ORDER BY f.seq LIMIT $4
        """);

    private static readonly RowSql Backwards = new(
        $"""
        SELECT {MessageColumns.Whole} FROM fact f
        WHERE f.stream = $1 AND f.seq > $2 AND f.seq < $3 AND f.ordinal > 0 ORDER BY f.seq DESC LIMIT $4
        """);

    private static readonly RowSql LastChanges = new(
        $"""
        SELECT {MessageColumns.Whole}, c.message FROM message_change c
        JOIN fact f ON f.stream = c.stream AND f.seq = c.seq
        WHERE c.stream = $1 AND c.message BETWEEN $2 AND $3 AND c.seq = (
            SELECT max(l.seq) FROM message_change l
            WHERE l.stream = c.stream AND l.message = c.message AND l.seq <= $4)
        """);

    private static readonly RowSql Reactions = new(
        """
        SELECT message, kind, person, count FROM (
            SELECT message, kind, person, count(*) OVER (PARTITION BY message, kind) AS count,
                row_number() OVER (PARTITION BY message, kind ORDER BY seq) AS place
            FROM reaction WHERE stream = $1 AND message BETWEEN $2 AND $3) r
        WHERE place <= $4 OR person = $5 ORDER BY message, kind, place
        """);

    private static readonly RowSql VersionFacts = new(
        $"""
        SELECT {MessageColumns.Whole} FROM (SELECT CAST($2 AS bigint) AS seq
            UNION ALL SELECT seq FROM message_change WHERE stream = $1 AND message = $2) w
        JOIN fact f ON f.stream = $1 AND f.seq = w.seq
        WHERE f.seq > $3 AND f.seq <= $4 ORDER BY f.seq LIMIT $5
        """);

    private static readonly RowSql Practices = new(
        $"""
        SELECT {MessageColumns.Whole}, p.person FROM acting_practice p
        JOIN fact f ON f.stream = p.stream AND f.seq = p.seq
        WHERE p.stream = $1
            AND p.person IN (SELECT author FROM fact WHERE stream = $1 AND seq BETWEEN $2 AND $3 AND ordinal > 0)
            AND p.seq <= $3 AND p.seq >= (
                SELECT coalesce(max(l.seq), 0) FROM acting_practice l
                WHERE l.stream = p.stream AND l.person = p.person AND l.seq <= $2)
        ORDER BY p.seq
        """);

    /// <summary>A page of messages.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<ReadMessagesResponse> ReadAsync(StreamReading reading, PersonId person, MessageQuery query)
    {
        query = query.Within(reading);
        List<FactRow> posted = await store.ReadRowsAsync(
            query.Backwards ? Backwards : Forwards,
            row => MessageColumns.ReadWhole(row, stream),
            stream.Value,
            query.After,
            query.Before,
            (long)query.Limit);
        int count = CountOfPage(posted);
        var response = new ReadMessagesResponse
        {
            Head = reading.Head.ToMessage(),
            End = count == posted.Count && posted.Count < query.Limit,
        };
        if (count == 0)
        {
            return response;
        }

        posted.RemoveRange(count, posted.Count - count);
        long first = posted.Min(fact => fact.Seq);
        long last = posted.Max(fact => fact.Seq);
        Dictionary<long, FactRow> changes = await ReadChangesAsync(reading, first, last);
        ILookup<long, ReactionTally> tallies = await ReadTalliesAsync(person, first, last);
        response.Practices.Add(await ReadPracticesAsync(reading, first, last));
        await Task.Run(() => response.Messages.AddRange(posted.Select(View)));
        return response;

        MessageView View(FactRow fact)
        {
            var view = new MessageView { Posted = reading.Open(fact) };
            if (!reading.Access.CanRead(fact.DataClass))
            {
                return view;
            }

            if (changes.TryGetValue(fact.Seq, out FactRow? change))
            {
                Fact changed = reading.Open(change);
                view.Edit = changed.MessageEdited is null ? null : changed;
                view.Retraction = changed.MessageRetracted is null ? null : changed;
            }

            view.Reactions.Add(tallies[fact.Seq]);
            return view;
        }
    }

    /// <summary>A page of the versions of a message; null when the person cannot read it.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<ReadVersionsResponse?> ReadVersionsAsync(StreamReading reading, long message, long after)
    {
        if (message <= reading.Access.VisibleAfter || message > reading.Head.Seq)
        {
            return null;
        }

        List<FactRow> facts = await store.ReadRowsAsync(
            VersionFacts,
            row => MessageColumns.ReadWhole(row, stream),
            stream.Value,
            message,
            after,
            reading.Head.Seq,
            // One more, to know whether there are more.
            MessageLimits.PageVersions + 1L);
        if (facts.Exists(fact => !reading.Access.CanRead(fact.DataClass))
            || (facts is [var first, ..] && first.Seq == message && first.Ordinal == 0))
        {
            return null;
        }

        FactRow[] versions =
        [
            .. facts.Take(MessageLimits.PageVersions)
                .Where(fact => fact.Kind != (int)Fact.BodyOneofCase.MessageRetracted),
        ];
        return new ReadVersionsResponse
        {
            Versions = { versions.Select(fact => reading.Open(fact)) },
            End = facts.Count <= MessageLimits.PageVersions,
        };
    }

    // A page ends at 1 MiB, but never without a message.
    private static int CountOfPage(List<FactRow> posted)
    {
        long bytes = 0;
        int count = 0;
        while (count < posted.Count && bytes < FactPage.BytesMax)
        {
            bytes += FactPage.BytesOf(posted[count++]);
        }

        return count;
    }

    // The practice situations of members are told to every member, those from before they could read among them.
    private async Task<IEnumerable<ActingPractice>> ReadPracticesAsync(StreamReading reading, long first, long last)
    {
        List<(FactRow Fact, PersonId Person)> changes = await store.ReadRowsAsync(
            Practices,
            row => (MessageColumns.ReadWhole(row, stream), PersonId.From(row.Id(MessageColumns.HeaderCount + 1))),
            stream.Value,
            first,
            last);
        return changes.Select(change => new ActingPractice
        {
            Person = change.Person.ToByteString(),
            Since = (ulong)change.Fact.Seq,
            Practice = PracticeOf(Fact.Parser.ParseFrom(reading.Cipher.Open(change.Fact))),
        });
    }

    private static PracticeSituation? PracticeOf(Fact body) => body.BodyCase switch
    {
        Fact.BodyOneofCase.MemberAdded => body.MemberAdded.Practice,
        Fact.BodyOneofCase.PracticeSet => body.PracticeSet.Practice,
        _ => null,
    };

    private async Task<Dictionary<long, FactRow>> ReadChangesAsync(StreamReading reading, long first, long last)
    {
        List<(long Message, FactRow Fact)> changes = await store.ReadRowsAsync(
            LastChanges,
            row => (row.Number(MessageColumns.HeaderCount + 1), MessageColumns.ReadWhole(row, stream)),
            stream.Value,
            first,
            last,
            reading.Head.Seq);
        return changes.ToDictionary(change => change.Message, change => change.Fact);
    }

    private async Task<ILookup<long, ReactionTally>> ReadTalliesAsync(PersonId person, long first, long last)
    {
        List<(long Message, Reaction Kind, PersonId Person, long Count)> reactions = await store.ReadRowsAsync(
            Reactions,
            row => (row.Number(0), (Reaction)row.Number(1), PersonId.From(row.Id(2)), row.Number(3)),
            stream.Value,
            first,
            last,
            (long)MessageLimits.TallyPeople,
            person.Value);
        return reactions.GroupBy(reaction => (reaction.Message, reaction.Kind))
            .ToLookup(
                group => group.Key.Message,
                group => new ReactionTally
                {
                    Reaction = group.Key.Kind,
                    Count = (uint)group.First().Count,
                    People =
                    {
                        group.Take(MessageLimits.TallyPeople).Select(reaction => reaction.Person.ToByteString()),
                    },
                    Own = group.Any(reaction => reaction.Person == person),
                });
    }
}
