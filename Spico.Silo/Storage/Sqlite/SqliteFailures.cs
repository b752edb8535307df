using Microsoft.Data.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>What SQLite's result codes mean for the log.</summary>
internal static class SqliteFailures
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;

    /// <param name="exception">What the driver threw.</param>
    /// <param name="isCommitting">The commit itself failed: a failed write may yet have reached the disk.</param>
    public static StoreException Of(SqliteException exception, bool isCommitting = false)
    {
        StoreFailure failure = exception.SqliteErrorCode switch
        {
            Busy or Locked => StoreFailure.Retry,
            Full => StoreFailure.StorageFull,
            TooBig or Constraint or Mismatch => StoreFailure.Rejected,
            InputOutput when isCommitting => StoreFailure.Unknown,
            _ => StoreFailure.Unavailable,
        };
        return new StoreException(
            failure, $"SQLite answered {exception.SqliteErrorCode}/{exception.SqliteExtendedErrorCode}.", exception);
    }
}
