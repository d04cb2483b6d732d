using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>
/// What Votive's store does as a connection opens for the first time; one from the pool is ready. The same settings on both stores, and on the
/// encrypted one what it owes besides. So the difference is the encryption's alone, not that of having an interceptor.
/// </summary>
internal sealed class SettingsInterceptor(StoreKind kind) : DbConnectionInterceptor
{
    private readonly ConditionalWeakTable<sqlite3, object> _ready = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var sqlite = (SqliteConnection)connection;
        if (!_ready.TryAdd(sqlite.Handle!, this))
        {
            return;
        }

        if (kind == StoreKind.Encrypted)
        {
            EncryptedVfs.Prepare(sqlite.Handle!);
        }

        sqlite.Execute("PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;");
    }
}
