using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>One row by its key, with a prepared statement on one connection.</summary>
internal sealed class PointRead : IWorkload
{
    private readonly Store _store;
    private readonly int _count;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _id;
    private readonly Random _random = new(1);

    /// <param name="store">Taken over.</param>
    /// <param name="count">Reads in a batch.</param>
    /// <param name="cached">False to switch SQLite's cache off, so that each read decrypts every page on its way down the tree.</param>
    public PointRead(Store store, int count, bool cached)
    {
        _store = store;
        _count = count;
        _connection = store.Open();
        if (!cached)
        {
            _connection.Execute("PRAGMA cache_size = 0");
        }

        _command = _connection.CreateCommand();
        _command.CommandText = "SELECT \"Body\" FROM \"Notes\" WHERE \"Id\" = $id";
        _id = _command.Parameters.Add("$id", SqliteType.Integer);
        _command.Prepare();
    }

    public void Run()
    {
        for (var i = 0; i < _count; i++)
        {
            _id.Value = _random.Next(1, _store.RowCount + 1);
            _command.ExecuteScalar();
        }
    }

    public void Dispose()
    {
        _command.Dispose();
        _connection.Dispose();
        _store.Dispose();
    }
}
