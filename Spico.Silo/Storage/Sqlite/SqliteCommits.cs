using Microsoft.Data.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// The one connection that writes the log's file, with its statements. Used by one thread at a time.
/// </summary>
internal sealed class SqliteCommits : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _epoch;
    private readonly SqliteStatement _findRequest;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _open;
    private readonly SqliteStatement _claim;
    private readonly SqliteStatement _insertFact;
    private readonly SqliteStatement _countOwn;
    private readonly SqliteStatement _setMembership;
    private readonly SqliteStatement _endMembership;
    private readonly SqliteStatement _addConsequence;
    private readonly SqliteStatement _mark;
    private readonly SqliteStatement _forget;
    private readonly SqliteStatement _clock;
    private readonly SqliteRows _rows;
    private readonly SqliteShredding _shredding;

    public SqliteCommits(SqliteConnection connection)
    {
        _connection = connection;
        // Immediate: a transaction that reads before it writes could otherwise be refused at its first write.
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _epoch = new(connection, "SELECT epoch FROM store");
        _findRequest = new(
            connection, "SELECT seq FROM fact WHERE request_id = ?1 AND author = ?2 AND stream = ?3");
        _head = new(connection, "SELECT head FROM stream WHERE id = ?1");
        _open = new(
            connection,
            """
            INSERT INTO stream (id, head, ordinal, active_at, kind, wrapped_key, sealed_title)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING
            """);
        _claim = new(
            connection, "UPDATE stream SET head = ?2, ordinal = ?3, active_at = ?4 WHERE id = ?1 AND head = ?5");
        _insertFact = new(
            connection,
            """
            INSERT INTO fact (stream, seq, ordinal, author, at, kind, data_class,
                request_id, request_hash, request_facts, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """);
        _countOwn = new(connection, "UPDATE membership SET posted = posted + ?3 WHERE stream = ?1 AND person = ?2");
        _setMembership = new(
            connection,
            """
            INSERT INTO membership (stream, person, since, since_ordinal, visible_after, withheld, peer, posted)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)
            ON CONFLICT DO UPDATE SET since = excluded.since, since_ordinal = excluded.since_ordinal,
                visible_after = excluded.visible_after, withheld = excluded.withheld, peer = excluded.peer,
                posted = iif(since = excluded.since, posted, 0)
            """);
        _endMembership = new(connection, "DELETE FROM membership WHERE stream = ?1 AND person = ?2");
        _addConsequence = new(
            connection,
            "INSERT INTO consequence (stream, seq, target, kind, person, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        _mark = new(
            connection,
            """
            INSERT INTO mark (person, stream, read_up_to, read_ordinal, read_own, version, flags, archived_ordinal,
                unread_from, unread_ordinal, unread_own, due_at, sealed_note, delivered_up_to)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            ON CONFLICT DO UPDATE SET read_up_to = excluded.read_up_to, read_ordinal = excluded.read_ordinal,
                read_own = excluded.read_own, version = excluded.version, flags = excluded.flags,
                archived_ordinal = excluded.archived_ordinal, unread_from = excluded.unread_from,
                unread_ordinal = excluded.unread_ordinal, unread_own = excluded.unread_own,
                due_at = excluded.due_at, sealed_note = excluded.sealed_note,
                delivered_up_to = excluded.delivered_up_to WHERE excluded.version > version
            """);
        _forget = new(
            connection,
            "DELETE FROM consequence WHERE stream = ?1 AND seq = ?2 AND target = ?3 AND kind = ?4 AND person = ?5");
        _clock = new(connection, "UPDATE store SET clock = max(clock, ?1)");
        _rows = new(connection);
        _shredding = new(connection);
    }

    public LogBatchResult Commit(LogBatch batch)
    {
        bool isCommitting = false;
        try
        {
            _begin.Run();
            CheckEpoch(batch.Epoch);
            List<Protocol.StreamId>? lost = null;
            foreach (StreamClaim claim in StreamClaim.Of(batch.Appends))
            {
                if (HasKnownRequest(claim) || HasMoved(claim) || !Claim(claim))
                {
                    (lost ??= []).Add(claim.Stream);
                    continue;
                }

                Insert(claim);
            }

            Latest(batch);
            isCommitting = true;
            _commit.Run();
            _shredding.Committed();
            return lost is null ? LogBatchResult.NoneLost : new LogBatchResult(lost);
        }
        catch (SqliteException exception)
        {
            Rollback();
            throw SqliteFailures.Of(exception, isCommitting);
        }
        catch (StoreException)
        {
            Rollback();
            throw;
        }
    }

    public void RaiseEpoch(uint epoch, long clock)
    {
        using SqliteStatement raise = new(
            _connection, "UPDATE store SET epoch = max(epoch, ?1), clock = max(clock, ?2)");
        raise.Set(1, epoch).Set(2, clock).Run();
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in (SqliteStatement[])
            [_begin, _commit, _epoch, _findRequest, _head, _open, _claim, _insertFact, _countOwn, _setMembership,
                _endMembership, _addConsequence, _mark, _forget, _clock])
        {
            statement.Dispose();
        }

        _rows.Dispose();
        _shredding.Dispose();
        _connection.Dispose();
    }

    private void CheckEpoch(uint epoch)
    {
        if (_epoch.Number() != epoch)
        {
            throw new StoreException(StoreFailure.Unavailable, "The store has begun another epoch: start again.");
        }
    }

    // Before the claim, because the unique index, which is the last line, would undo the whole batch.
    private bool HasKnownRequest(StreamClaim claim)
    {
        if (claim.Opening is not null)
        {
            return false;
        }

        _findRequest.Set(3, claim.Stream.Value);
        foreach (Append append in claim.Appends)
        {
            foreach (FactRow fact in append.Facts)
            {
                if (fact.Request is { } request
                    && _findRequest.Set(1, request.Value).Set(2, fact.Author.Value).Number() is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool HasMoved(StreamClaim claim) =>
        Array.Exists(claim.OnlyWhile, other => _head.Set(1, other.Stream.Value).Number() != other.Head);

    private bool Claim(StreamClaim claim)
    {
        if (claim.Opening is { } opening)
        {
            return _open.Set(1, claim.Stream.Value).Set(2, claim.Head).Set(3, claim.Ordinal).Set(4, claim.ActiveAt)
                .Set(5, (long)opening.ConversationKind).Set(6, opening.WrappedKey).Set(7, opening.SealedTitle)
                .Run() == 1;
        }

        return _claim.Set(1, claim.Stream.Value).Set(2, claim.Head).Set(3, claim.Ordinal).Set(4, claim.ActiveAt)
            .Set(5, claim.Expected).Run() == 1;
    }

    private void Insert(StreamClaim claim)
    {
        Guid stream = claim.Stream.Value;
        foreach (Append append in claim.Appends)
        {
            foreach (FactRow fact in append.Facts)
            {
                Insert(stream, fact);
            }

            if (claim.HasReadModel)
            {
                InsertReadModel(stream, append);
            }

            foreach (RowChange change in append.Rows)
            {
                Change(change);
            }
        }

        if (!claim.HasReadModel)
        {
            foreach (OwnMessages own in claim.Own)
            {
                _countOwn.Set(1, stream).Set(2, own.Person.Value).Set(3, own.Count).Run();
            }
        }
    }

    private void Insert(Guid stream, FactRow fact)
    {
        _insertFact.Set(1, stream).Set(2, fact.Seq).Set(3, fact.Ordinal).Set(4, fact.Author.Value).Set(5, fact.At)
            .Set(6, fact.Kind).Set(7, (long)fact.DataClass).Set(11, fact.Sealed);
        if (fact.Request is { } request)
        {
            _insertFact.Set(8, request.Value).Set(9, fact.RequestHash).Set(10, fact.RequestFacts);
        }
        else
        {
            _insertFact.SetNull(8).SetNull(9).SetNull(10);
        }

        _insertFact.Run();
    }

    // In the order of the appends: a member added by one may have posted in the next.
    private void InsertReadModel(Guid stream, Append append)
    {
        foreach (MembershipRow row in append.Memberships)
        {
            if (!row.IsMember)
            {
                _endMembership.Set(1, stream).Set(2, row.Person.Value).Run();
                continue;
            }

            _setMembership.Set(1, stream).Set(2, row.Person.Value).Set(3, row.Since).Set(4, row.SinceOrdinal)
                .Set(5, row.Access.VisibleAfter).Set(6, row.Access.Withheld);
            _ = row.Peer is { } peer ? _setMembership.Set(7, peer.Value) : _setMembership.SetNull(7);
            _setMembership.Run();
        }

        foreach (FactRow fact in append.Facts)
        {
            if (fact.Ordinal > 0)
            {
                _countOwn.Set(1, stream).Set(2, fact.Author.Value).Set(3, 1).Run();
            }
        }

        foreach (ConsequenceRow row in append.Consequences)
        {
            Set(_addConsequence, row).Set(6, row.DueAt).Run();
        }
    }

    private void Latest(LogBatch batch)
    {
        foreach (MarkRow mark in batch.Marks)
        {
            _mark.Set(1, mark.Person.Value).Set(2, mark.Stream.Value).Set(3, mark.ReadUpTo).Set(4, mark.ReadOrdinal)
                .Set(5, mark.ReadOwn).Set(6, mark.Version).Set(7, (long)mark.Flags).Set(8, mark.ArchivedOrdinal)
                .Set(9, mark.UnreadFrom).Set(10, mark.UnreadOrdinal).Set(11, mark.UnreadOwn).Set(12, mark.DueAt)
                .Set(13, mark.SealedNote).Set(14, mark.DeliveredUpTo).Run();
        }

        foreach (DraftsRow drafts in batch.Drafts)
        {
            _rows.Run(drafts.ToChange());
        }

        foreach (RowChange change in batch.Following.SelectMany(rows => rows.Changes))
        {
            Change(change);
        }

        foreach (ConsequenceRow row in batch.Forgotten)
        {
            Set(_forget, row).Run();
        }

        if (batch.Clock > 0)
        {
            _clock.Set(1, batch.Clock).Run();
        }
    }

    private static SqliteStatement Set(SqliteStatement statement, ConsequenceRow row) => statement
        .Set(1, row.Stream.Value).Set(2, row.Seq).Set(3, row.Target.Value).Set(4, (long)row.Kind)
        .Set(5, row.Person.Value);

    private void Change(RowChange change)
    {
        if (change.Sql.Shreds)
        {
            _shredding.Begin();
        }

        _rows.Run(change);
    }

    private void Rollback()
    {
        try
        {
            SqliteFile.Execute(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite had rolled back already, as it does when the disk is full.
        }

        _shredding.End();
    }
}
