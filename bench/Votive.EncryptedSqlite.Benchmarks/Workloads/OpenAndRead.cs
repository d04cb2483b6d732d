using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>Opens a connection without a pool, reads one row, closes.</summary>
internal sealed class OpenAndRead : IWorkload
{
    private readonly Store _store;
    private readonly int _count;
    private readonly SqliteConnection? _other;

    /// <param name="store">Taken over.</param>
    /// <param name="count">Opens in a batch.</param>
    /// <param name="beside">True to keep another connection open, as in a running service; else each is first and last, and makes and removes the WAL.</param>
    public OpenAndRead(Store store, int count, bool beside)
    {
        _store = store;
        _count = count;
        if (beside)
        {
            _other = store.Open();
            _other.Execute("UPDATE \"Notes\" SET \"Score\" = 1 WHERE \"Id\" = 5");
        }
    }

    public void Run()
    {
        for (var i = 0; i < _count; i++)
        {
            using var connection = _store.Open();
            connection.Execute("SELECT \"Body\" FROM \"Notes\" WHERE \"Id\" = 5");
        }
    }

    public void Dispose()
    {
        _other?.Dispose();
        _store.Dispose();
    }
}
