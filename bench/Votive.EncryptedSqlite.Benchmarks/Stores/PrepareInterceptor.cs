using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

/// <summary>What the encrypted store owes at every open, also one from the pool. The plain store does nothing there.</summary>
internal sealed class PrepareInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        EncryptedVfs.Prepare(((SqliteConnection)connection).Handle!);
}
