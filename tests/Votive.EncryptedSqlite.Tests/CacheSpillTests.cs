namespace Votive.EncryptedSqlite.Tests;

public sealed class CacheSpillTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("wal", 0)]
    [InlineData("wal", 20)]
    [InlineData("delete", 0)]
    [InlineData("delete", 20)]
    public void DatabaseLargerThanTheCache_ReadsBackWhatWasWritten(string journalMode, int cachePages)
    {
        using (var writer = _database.Open())
        {
            writer.Execute($"PRAGMA journal_mode = {journalMode}");
            writer.Execute($"PRAGMA cache_size = {cachePages}");
            writer.Execute("BEGIN");
            writer.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content BLOB, reversed TEXT)");
            writer.Execute("CREATE INDEX entries_by_reversed ON entries (reversed)");
            writer.Execute(
                """
                WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 600)
                INSERT INTO entries (id, content, reversed) SELECT n, zeroblob(n * 37), hex(randomblob(200)) || n FROM number
                """);
            writer.Execute("UPDATE entries SET content = CAST(id || hex(content) AS BLOB) WHERE id % 3 = 0");
            writer.Execute("COMMIT");
        }

        using var reader = _database.Open();
        reader.Execute($"PRAGMA cache_size = {cachePages}");

        Assert.True(new FileInfo(_database.FilePath).Length > 5_000_000);
        Assert.Equal("ok", reader.IntegrityCheck());
        Assert.Equal(200, reader.Query<long>("SELECT count(*) FROM entries WHERE content = CAST(id || hex(zeroblob(id * 37)) AS BLOB)"));
        Assert.Equal(400, reader.Query<long>("SELECT count(*) FROM entries WHERE id % 3 <> 0 AND content = zeroblob(id * 37)"));
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void DatabaseWithAutoVacuum_GrowsAndShrinks(string journalMode)
    {
        using var connection = _database.Open();
        connection.Execute("PRAGMA auto_vacuum = FULL");
        connection.Execute($"PRAGMA journal_mode = {journalMode}");
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
        connection.InsertRows(5000);
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var grown = new FileInfo(_database.FilePath).Length;
        connection.Execute("DELETE FROM entries WHERE id % 10 <> 0");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

        var shrunk = new FileInfo(_database.FilePath).Length;

        Assert.True(shrunk < grown / 2);
        Assert.Equal("ok", connection.IntegrityCheck());
        Assert.Equal(500, connection.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
    }

    [Fact]
    public void PagesThatSqliteSkips_AreFilledSoThatBackupReadsThem()
    {
        using var connection = _database.OpenWithTable("delete");
        connection.Execute("PRAGMA cache_size = 5");
        connection.Execute("BEGIN");
        connection.Execute("CREATE TABLE short_lived (content BLOB)");
        connection.Execute("INSERT INTO short_lived VALUES (zeroblob(1000000))");
        connection.InsertRows(100);
        connection.Execute("DROP TABLE short_lived");
        connection.Execute("COMMIT");
        using var backup = _database.Open(_database.PathOf("backup.db"));

        connection.BackupDatabase(backup);

        Assert.Equal("ok", backup.IntegrityCheck());
        Assert.Equal(100, backup.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void WalWithoutPowersafeOverwrite_IsWrittenInWholeFrames()
    {
        var path = new Uri(_database.FilePath).AbsoluteUri + "?psow=0";
        using (var connection = _database.Open(path))
        {
            connection.Execute("PRAGMA journal_mode = wal");
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
            connection.InsertRows(500);
        }

        using var reader = _database.Open();

        Assert.Equal(500, reader.Query<long>("SELECT count(*) FROM entries"));
    }
}
