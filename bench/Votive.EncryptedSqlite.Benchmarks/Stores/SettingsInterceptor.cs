using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>
/// What Votive's store does at every open, also of a connection from the pool: the same settings on both stores, and on the encrypted one
/// what it owes besides. So the difference is the encryption's alone, not that of having an interceptor.
/// </summary>
internal sealed class SettingsInterceptor(StoreKind kind) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var sqlite = (SqliteConnection)connection;
        if (kind == StoreKind.Encrypted)
        {
            EncryptedVfs.Prepare(sqlite.Handle!);
        }

        sqlite.Execute("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;");
    }
}
