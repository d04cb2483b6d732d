using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("persist")]
    [InlineData("memory")]
    public void Reopened_ReadsBackWhatWasWritten(string journalMode)
    {
        using (var writer = _database.OpenWithTable(journalMode))
        {
            writer.Execute("INSERT INTO entries (content) VALUES ('kept')");
        }

        using var reader = _database.Open();

        Assert.Equal("kept", reader.Query<string>("SELECT content FROM entries"));
        Assert.Equal("ok", reader.IntegrityCheck());
    }

    [Fact]
    public void ReadOnlyConnection_CanBePreparedAndReads()
    {
        _database.Fill(rows: 10);
        var settings = new SqliteConnectionStringBuilder(_database.ConnectionString()) { Mode = SqliteOpenMode.ReadOnly };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        EncryptedVfs.Prepare(connection.Handle!);

        var count = connection.Query<long>("SELECT count(*) FROM entries");

        Assert.Equal(10, count);
    }

    [Fact]
    public void JournalModeChanged_KeepsTheContent()
    {
        using var connection = _database.OpenWithTable("delete");
        foreach (var journalMode in new[] { "wal", "truncate", "wal", "persist", "delete" })
        {
            connection.InsertRows(100);
            connection.Execute($"PRAGMA journal_mode = {journalMode}");
        }

        Assert.Equal(500, connection.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Fact]
    public void FullTextIndex_FindsWhatWasWritten()
    {
        using (var writer = _database.OpenWithTable())
        {
            writer.Execute("CREATE VIRTUAL TABLE texts USING fts5 (content)");
            writer.Execute("INSERT INTO texts (content) VALUES ('Zażółć gęślą jaźń'), ('something else')");
        }

        using var reader = _database.Open();

        Assert.Equal("Zażółć gęślą jaźń", reader.Query<string>("SELECT content FROM texts WHERE texts MATCH 'gęślą'"));
    }

    [Fact]
    public void PooledConnection_CanBePreparedAgain()
    {
        var settings = new SqliteConnectionStringBuilder(_database.ConnectionString()) { Pooling = true }.ToString();
        for (var use = 0; use < 3; use++)
        {
            using var connection = new SqliteConnection(settings);
            connection.Open();
            EncryptedVfs.Prepare(connection.Handle!);
            connection.Execute("CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, content TEXT)");
            connection.InsertRows(1);
        }

        using var reader = _database.Open();
        SqliteConnection.ClearPool(new SqliteConnection(settings));

        Assert.Equal(3, reader.Query<long>("SELECT count(*) FROM entries"));
    }
}
