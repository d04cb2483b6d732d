using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class JournalRecoveryTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();
    private readonly EncryptedDatabase _crashed;

    public JournalRecoveryTests() => _crashed = _database.Sibling();

    public void Dispose()
    {
        _database.Dispose();
        _crashed.Dispose();
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("persist")]
    public void Rollback_RestoresPagesThatLeftTheCache(string journalMode)
    {
        using var connection = _database.OpenWithTable(journalMode);
        connection.InsertRows(2000);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE entries SET content = 'changed'");
        connection.Execute("SAVEPOINT inner_one");
        connection.Execute("DELETE FROM entries WHERE id % 2 = 0");
        connection.Execute("ROLLBACK TO inner_one");

        var afterSavepoint = connection.Query<long>("SELECT count(*) FROM entries WHERE content = 'changed'");
        connection.Execute("ROLLBACK");

        Assert.Equal(2000, afterSavepoint);
        Assert.Equal(2000, connection.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void RollbackBesideLeftoversOfALongerJournal_EndsWhereItsOwnRecordsEnd(int rows)
    {
        using var connection = _database.OpenWithTable("persist");
        connection.InsertRows(2000);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("UPDATE entries SET content = content || ' '");
        connection.Execute("PRAGMA cache_size = 1000");
        connection.Execute("BEGIN");
        connection.Execute($"UPDATE entries SET content = 'changed' WHERE id % {2000 / rows} = 0");

        connection.Execute("ROLLBACK");

        Assert.True(new FileInfo(_database.JournalPath).Length > 100 * EncryptedDatabase.PageSize);
        Assert.Equal(2000, connection.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Theory]
    [InlineData(5, "refused")]
    [InlineData(2000, "2000")]
    public void OwnRecordDamagedBeforeTheRollback_NeverLeavesHalfARollback(int cachePages, string expected)
    {
        using var connection = _database.OpenWithTable("delete");
        connection.InsertRows(2000);
        connection.Execute($"PRAGMA cache_size = {cachePages}");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE entries SET content = 'changed'");
        using (var stream = new FileStream(_database.JournalPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = 512 + (3 * (EncryptedDatabase.PageSize + 8)) + 1000;
            stream.Write(new byte[8]);
        }

        // SQLite keeps the failure to itself here and rolls back anew at the next statement: with nothing spilled, from the database as it was.
        connection.Execute("ROLLBACK");
        string outcome;
        try
        {
            outcome = connection.Query<string>("SELECT count(*) FROM entries WHERE content LIKE 'row %'");
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == (10 | (32 << 8)))
        {
            outcome = "refused";
        }

        Assert.Equal(expected, outcome);
    }

    [Fact]
    public void HotJournal_IsPlayedBack()
    {
        CrashInTransaction();

        using var recovered = _crashed.Open();

        Assert.Equal("ok", recovered.IntegrityCheck());
        Assert.Equal(2000, recovered.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
    }

    [Fact]
    public void HotJournalOverATornFirstPage_IsPlayedBack()
    {
        CrashInTransaction();
        using (var stream = File.OpenWrite(_crashed.FilePath))
        {
            stream.Position = 2048;
            stream.Write(RandomNumberGenerator.GetBytes(2048));
        }

        using var recovered = _crashed.Open();

        Assert.Equal("ok", recovered.IntegrityCheck());
        Assert.Equal(2000, recovered.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
    }

    [Fact]
    public void HotJournalUnderTheWrongKey_IsLeftForTheRightOne()
    {
        CrashInTransaction();

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            using var connection = _crashed.Open(key: RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes));
            connection.Query<long>("SELECT count(*) FROM sqlite_schema");
        });
        using var recovered = _crashed.Open();

        Assert.Equal(26, refusal.SqliteErrorCode);
        Assert.Equal("ok", recovered.IntegrityCheck());
        Assert.Equal(2000, recovered.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
    }

    [Fact]
    public void TransactionOverTwoDatabases_IsPlayedBackInBoth()
    {
        var otherPath = _database.PathOf("other.db");
        using (var other = _database.Open(otherPath))
        {
            other.Execute("CREATE TABLE others (id INTEGER PRIMARY KEY, content TEXT)");
            other.Execute("INSERT INTO others (content) VALUES ('first')");
        }

        using var connection = _database.OpenWithTable("delete");
        connection.Execute($"ATTACH '{otherPath}' AS other");
        connection.Execute("BEGIN");
        connection.Execute("INSERT INTO entries (content) VALUES ('second')");
        connection.Execute("INSERT INTO other.others (content) VALUES ('second')");
        connection.Execute("COMMIT");
        connection.Execute("BEGIN");
        connection.Execute("DELETE FROM entries");
        connection.Execute("DELETE FROM other.others");
        connection.Execute("ROLLBACK");

        Assert.Equal(1, connection.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal(2, connection.Query<long>("SELECT count(*) FROM other.others"));
    }

    [Fact]
    public void CreationInterrupted_LeavesAnEmptyDatabaseThatCanBeUsed()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA journal_mode = delete");
            connection.Execute("PRAGMA cache_size = 10");
            connection.Execute("BEGIN");
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
            connection.InsertRows(2000);
            _database.CopyTo(_crashed);
        }

        var interruptedLength = new FileInfo(_crashed.FilePath).Length;
        using var recovered = _crashed.OpenWithTable("delete");
        recovered.InsertRows(10);

        Assert.True(interruptedLength > 10 * EncryptedDatabase.PageSize);
        Assert.Equal(10, recovered.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal("ok", recovered.IntegrityCheck());
    }

    /// <summary>Copies a database in the middle of a transaction of which part has reached the file.</summary>
    private void CrashInTransaction()
    {
        using var connection = _database.OpenWithTable("delete");
        connection.InsertRows(2000);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("CREATE TABLE changes_the_first_page (id INTEGER PRIMARY KEY)");
        connection.Execute("UPDATE entries SET content = 'changed ' || hex(randomblob(150))");
        _database.CopyTo(_crashed);
    }
}
