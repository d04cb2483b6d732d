using SQLitePCL;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>Counts what this thread allocates while SQLite reads and writes thousands of pages within one statement.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests : IDisposable
{
    private const int Allowed = 30_000;

    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void PagesReadFromTheDatabase_AllocateNothing()
    {
        _database.Fill(rows: 20_000);
        using var connection = _database.Open();

        AssertAllocatesNothing(connection.Handle!, "PRAGMA cache_size = 0; SELECT sum(length(content)) FROM entries");
    }

    [Fact]
    public void FramesWrittenAndReadBack_AllocateNothing()
    {
        using var connection = _database.OpenWithTable();
        connection.Execute("PRAGMA wal_autocheckpoint = 0");
        connection.InsertRows(20_000);

        AssertAllocatesNothing(connection.Handle!, "UPDATE entries SET content = substr(content, 1, 150)");
        AssertAllocatesNothing(connection.Handle!, "PRAGMA cache_size = 0; SELECT sum(length(content)) FROM entries");
        AssertAllocatesNothing(connection.Handle!, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    [Fact]
    public void FramesRecovered_AllocateNothing()
    {
        using var crashed = _database.Sibling();
        using (var connection = _database.OpenWithTable())
        {
            connection.Execute("PRAGMA wal_autocheckpoint = 0");
            connection.InsertRows(20_000);
            _database.CopyTo(crashed);
        }

        using var recovered = crashed.Open();
        AssertAllocatesNothing(recovered.Handle!, "SELECT count(*) FROM sqlite_schema");
    }

    [Fact]
    public void JournalWrittenAndPlayedBack_AllocatesNothing()
    {
        using var connection = _database.OpenWithTable("delete");
        connection.InsertRows(20_000);

        AssertAllocatesNothing(connection.Handle!, "PRAGMA cache_size = 10; BEGIN; UPDATE entries SET content = substr(content, 1, 150); ROLLBACK");
    }

    private static void AssertAllocatesNothing(sqlite3 database, string sql)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = raw.sqlite3_exec(database, sql);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(raw.SQLITE_OK, result);
        Assert.InRange(allocated, 0, Allowed);
    }
}
