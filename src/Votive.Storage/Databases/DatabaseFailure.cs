using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Databases;

/// <summary>Tells failures of the database from faults of the program.</summary>
public static class DatabaseFailure
{
    /// <summary>
    /// True when the database could not serve just now and may serve later: it is locked by another for too long, does not answer, its disk
    /// is full or failing, or another changed the same rows at the same moment.
    /// </summary>
    public static bool IsTemporary(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is DbUpdateConcurrencyException
                or NpgsqlException { IsTransient: true }
                or PostgresException
                {
                    // A server that is going down or is a standby for the moment, or that was told to stop the command.
                    SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled,
                }
                or SqliteException
                {
                    SqliteErrorCode: SqliteResult.Busy or SqliteResult.Locked or SqliteResult.ReadOnly or SqliteResult.InputOutput
                    or SqliteResult.Full or SqliteResult.CannotOpen,

                    // A page that does not decrypt is damage: waiting does not mend it.
                    SqliteExtendedErrorCode: not SqliteResult.DamagedPage,
                })
            {
                return true;
            }
        }

        return false;
    }
}
