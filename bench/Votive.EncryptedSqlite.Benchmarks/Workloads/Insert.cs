using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Benchmarks.Stores;

namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>New rows with a prepared statement and <c>synchronous = FULL</c>: each in a transaction of its own, or all in one.</summary>
internal sealed class Insert : IWorkload
{
    private readonly Store _store;
    private readonly int _count;
    private readonly bool _inOneTransaction;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _command;

    public Insert(Store store, int count, bool inOneTransaction)
    {
        _store = store;
        _count = count;
        _inOneTransaction = inOneTransaction;
        _connection = store.Open();
        _connection.Execute("PRAGMA synchronous = FULL");
        _command = _connection.CreateCommand();
        _command.CommandText = "INSERT INTO \"Notes\" (\"Title\", \"Body\", \"Score\") VALUES ('New', $body, 0)";
        _command.Parameters.AddWithValue("$body", new string('x', 1000));
        _command.Prepare();
    }

    public void Run()
    {
        using var transaction = _inOneTransaction ? _connection.BeginTransaction() : null;
        _command.Transaction = transaction;
        for (var i = 0; i < _count; i++)
        {
            _command.ExecuteNonQuery();
        }

        transaction?.Commit();
    }

    public void Dispose()
    {
        _command.Dispose();
        _connection.Dispose();
        _store.Dispose();
    }
}
