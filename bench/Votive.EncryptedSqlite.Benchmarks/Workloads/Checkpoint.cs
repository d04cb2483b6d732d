using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Moves a WAL of some 1,000 pages into the database.</summary>
internal sealed class Checkpoint : IWorkload
{
    private readonly Store _store;
    private readonly SqliteConnection _connection;

    public Checkpoint(Store store)
    {
        _store = store;
        _connection = store.Open();
        _connection.Execute("PRAGMA wal_autocheckpoint = 0");
    }

    public void Prepare() => _connection.Execute("UPDATE \"Notes\" SET \"Score\" = \"Score\" + 1 WHERE \"Id\" <= 3000");

    public void Run() => _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        _connection.Dispose();
        _store.Dispose();
    }
}
