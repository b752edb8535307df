using System.Globalization;
using Npgsql;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>
/// The one connection that commits, made again when it broke. Used by one thread at a time, which waits for each
/// answer where it is: the log's writer has a thread of its own.
/// </summary>
internal sealed class PostgreSqlCommits : IDisposable
{
    private readonly string _connectionString;
    private readonly string _name = $"spico log writer {Guid.NewGuid():N}";
    private NpgsqlConnection? _connection;
    private OneFactStatement? _oneFact;
    private CommitStatement? _messages;
    private CommitStatement? _everything;

    public PostgreSqlCommits(PostgreSqlLogOptions options) =>
        _connectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            ApplicationName = _name,
            Timeout = (int)Math.Ceiling(options.ConnectTimeMax.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(options.StatementTimeMax.TotalSeconds),
            CancellationTimeout = 1_000,
            WriteBufferSize = 128 * 1024,
            // For the rows of read models; the commits' own statements are prepared by themselves.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
        }.ConnectionString;

    public LogBatchResult Commit(LogBatch batch)
    {
        List<StreamClaim> claims = StreamClaim.Of(batch.Appends);
        bool isCommitting = false;
        try
        {
            NpgsqlConnection connection = Connect();
            bool hasReadModel = HasReadModel(batch, claims);
            bool takesSteps = PostgreSqlRows.AreIn(batch, claims)
                || claims.Exists(static claim => claim.OnlyWhile.Length > 0);
            if (!hasReadModel && !takesSteps && OneFactStatement.AppendIn(batch) is { } append)
            {
                _oneFact ??= new OneFactStatement(connection);
                isCommitting = true;
                return _oneFact.Run(batch.Epoch, append);
            }

            CommitStatement statement = hasReadModel
                ? _everything ??= new CommitStatement(connection, hasReadModel: true)
                : _messages ??= new CommitStatement(connection, hasReadModel: false);
            isCommitting = true;
            return takesSteps
                ? RunInSteps(connection, statement, batch, claims)
                : statement.Run(batch, claims);
        }
        catch (NpgsqlException exception)
        {
            StoreException failure = PostgreSqlFailures.Of(exception, isCommitting);
            if (exception is not PostgresException { InvariantSeverity: "ERROR" })
            {
                Disconnect();
            }

            throw failure;
        }
    }

    /// <summary>
    /// Ends connections of this writer that it has lost sight of, so that nothing of theirs can still commit.
    /// </summary>
    public async Task SettleAsync()
    {
        Disconnect();
        await using NpgsqlConnection connection = new(_connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand end = new(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE application_name = @name AND pid <> pg_backend_pid()
            """,
            connection);
        end.Parameters.AddWithValue("name", _name);
        const int TriesMax = 50;
        for (int attempt = 1; await end.ExecuteScalarAsync() is not 0L; attempt++)
        {
            if (attempt == TriesMax)
            {
                throw new StoreException(StoreFailure.Unavailable, "A broken connection does not end.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Dispose() => Disconnect();

    private static LogBatchResult RunInSteps(
        NpgsqlConnection connection, CommitStatement statement, LogBatch batch, List<StreamClaim> claims)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        List<StreamId> moved = claims
            .FindAll(claim => claim.OnlyWhile.Length > 0 && HasMoved(connection, claim, claims))
            .ConvertAll(claim => claim.Stream);
        claims = moved.Count == 0 ? claims : claims.FindAll(claim => !moved.Contains(claim.Stream));
        LogBatchResult result = statement.Run(batch, claims);
        PostgreSqlRows.Run(connection, batch, claims, result);
        transaction.Commit();
        return moved.Count == 0 ? result : new LogBatchResult([.. result.LostStreams, .. moved]);
    }

    // Held until the commit; what the same batch wants of the other stream moves it, too.
    private static bool HasMoved(NpgsqlConnection connection, StreamClaim claim, List<StreamClaim> claims)
    {
        foreach ((StreamId stream, long head) in claim.OnlyWhile)
        {
            using NpgsqlCommand command = new("SELECT head FROM stream WHERE id = $1 FOR UPDATE", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = stream.Value });
            if (command.ExecuteScalar() is not long now || now != head
                || claims.Exists(other => other.Stream == stream))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasReadModel(LogBatch batch, List<StreamClaim> claims)
    {
        if (batch.Marks.Count + batch.Forgotten.Count > 0 || batch.Clock > 0)
        {
            return true;
        }

        foreach (StreamClaim claim in claims)
        {
            if (claim.HasReadModel || claim.Opening is not null)
            {
                return true;
            }
        }

        return false;
    }

    private NpgsqlConnection Connect()
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open })
        {
            return _connection;
        }

        Disconnect();
        NpgsqlConnection connection = new(_connectionString);
        try
        {
            connection.Open();
            using NpgsqlCommand set = new(Settings, connection);
            set.ExecuteNonQuery();
            return _connection = connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // One plan for every size of batch: planning costs more than running a small one. Without statistics the planner
    // could take a new table for a small one and scan it for ever.
    private static readonly string Settings = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SET synchronous_commit = on; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
        SET jit = off; SET lock_timeout = '3s'; SET default_transaction_isolation = 'read committed';
        SELECT pg_advisory_lock_shared({PostgreSqlLogStore.InUseLock})
        """);

    private void Disconnect()
    {
        _oneFact?.Dispose();
        _messages?.Dispose();
        _everything?.Dispose();
        _oneFact = null;
        _messages = _everything = null;
        _connection?.Dispose();
        _connection = null;
    }
}
