using Microsoft.Data.Sqlite;
using Npgsql;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Databases;

/// <summary>Tells failures of the database from faults of the program.</summary>
public static class DatabaseFailure
{
    /// <summary>True when the database could not serve just now (locked by another for too long, disk full or failing) and may serve later.</summary>
    public static bool IsTemporary(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is NpgsqlException { IsTransient: true }
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
