using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>What PostgreSQL's states and the driver's exceptions mean for the log.</summary>
internal static class PostgreSqlFailures
{
    /// <param name="exception">What the driver threw.</param>
    /// <param name="isCommitting">A statement that commits was on its way.</param>
    public static StoreException Of(NpgsqlException exception, bool isCommitting = false) =>
        exception is PostgresException answered
            ? Answered(answered, isCommitting)
            : new StoreException(
                isCommitting ? StoreFailure.Unknown : StoreFailure.Unavailable,
                "PostgreSQL cannot be reached.",
                exception);

    private static StoreException Answered(PostgresException answered, bool isCommitting)
    {
        // FATAL and PANIC end the connection and may come after the commit; an ERROR has undone the statement.
        bool isUndone = !isCommitting || answered.InvariantSeverity == "ERROR";
        StoreFailure failure = answered.SqlState switch
        {
            _ when !isUndone => StoreFailure.Unknown,
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.LockNotAvailable => StoreFailure.Retry,
            PostgresErrorCodes.DiskFull => StoreFailure.StorageFull,
            // Data exceptions, violated constraints, values beyond a limit of the server.
            ['2', '2' or '3', ..] or ['5', '4', ..] => StoreFailure.Rejected,
            _ => StoreFailure.Unavailable,
        };
        return new StoreException(failure, $"PostgreSQL answered {answered.SqlState}.", answered);
    }
}
