using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class PageWriteTests : IDisposable
{
    private const int Full = 13;

    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void NoDatabase_CountsNothing()
    {
        Assert.Equal(0, EncryptedVfs.CountPageWrites(_database.FilePath));

        File.WriteAllBytes(_database.FilePath, []);

        Assert.Equal(0, EncryptedVfs.CountPageWrites(_database.FilePath));
    }

    [Fact]
    public void CommittedPages_CountInTheWalAndAtTheCheckpoint()
    {
        using var connection = _database.OpenWithTable();
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var before = Count();
        connection.InsertRows(1000);
        var walPages = new FileInfo(_database.WalPath).Length / (EncryptedDatabase.PageSize + 24);
        var inWal = Count() - before;
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

        Assert.True(walPages > 50);
        Assert.Equal(walPages, inWal);
        Assert.Equal(2 * walPages, Count() - before);
    }

    [Fact]
    public void RollbackJournal_Counts()
    {
        _database.Fill(rows: 1000, "delete");
        using var connection = _database.Open();
        var before = Count();
        connection.Execute("UPDATE entries SET content = substr(content, 1, 20)");

        var pages = new FileInfo(_database.FilePath).Length / EncryptedDatabase.PageSize;

        Assert.InRange(Count() - before, 2 * (pages - 5), 2 * (pages + 5));
    }

    [Fact]
    public async Task ManyConnections_AddUp()
    {
        _database.Fill(rows: 1);
        var before = Count();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                using var connection = _database.Open();
                connection.Execute("PRAGMA wal_autocheckpoint = 0");
                connection.Execute("INSERT INTO entries (content) VALUES ('one')");
            }
        })));

        Assert.True(Count() - before >= 200);
    }

    [Fact]
    public void CopyUnderAnotherSalt_StartsAfresh()
    {
        _database.Fill(rows: 1000);
        SettleWith(EncryptedVfs.PageWriteLimit);
        var target = _database.PathOf("target.db");
        using (var source = _database.Open())
        {
            DatabaseCopy.WriteEncrypted(source.Handle!, target, _database.Key, null, TestContext.Current.CancellationToken);
        }

        using var copy = _database.Open(target);
        copy.InsertRows(10);
        var pages = new FileInfo(target).Length / EncryptedDatabase.PageSize;

        Assert.InRange(EncryptedVfs.CountPageWrites(target), pages, pages + 20);
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void LimitReached_RefusesChangesAndKeepsTheDatabaseReadable(string journalMode)
    {
        _database.Fill(rows: 1000, journalMode);
        using var connection = _database.Open();
        SettleWith(EncryptedVfs.PageWriteLimit - Count() - 20);

        connection.Execute("UPDATE entries SET content = 'kept' WHERE id = 1");
        var refusal = Assert.Throws<SqliteException>(() => connection.Execute("UPDATE entries SET content = 'lost'"));

        Assert.Equal(Full, refusal.SqliteErrorCode);
        AssertUnchanged(connection);
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        using var another = _database.Open();
        AssertUnchanged(another);
        Assert.Throws<SqliteException>(() => another.Execute("DELETE FROM entries"));
    }

    [Fact]
    public void LimitReachedInTheMidstOfATransaction_StillRollsBackWhatHadLeftTheCache()
    {
        _database.Fill(rows: 3000, "delete");
        using var connection = _database.Open();
        connection.Execute("PRAGMA cache_size = 5");
        connection.Execute("UPDATE entries SET content = 'kept' WHERE id = 1");
        SettleWith(EncryptedVfs.PageWriteLimit - Count() - 50);

        Assert.Throws<SqliteException>(() => connection.Execute("UPDATE entries SET content = 'lost'"));

        AssertUnchanged(connection);
    }

    [Fact]
    public void LowerCountFromElsewhere_TakesNothingBack()
    {
        _database.Fill(rows: 10);
        SettleWith(EncryptedVfs.PageWriteLimit);
        SettleWith(5);
        using var connection = _database.Open();

        Assert.Throws<SqliteException>(() => connection.InsertRows(1));
    }

    [Fact]
    public void WritesOfThisProcess_AreSettledOnce()
    {
        _database.Fill(rows: 10);
        var settled = new List<long>();
        EncryptedVfs.SettlePageWrites(_database.FilePath, Keep);
        EncryptedVfs.SettlePageWrites(_database.FilePath, Keep);
        _database.Fill(rows: 10);
        EncryptedVfs.SettlePageWrites(_database.FilePath, Keep);

        Assert.Equal(Count(), settled.Sum());
        Assert.Equal(0, settled[1]);

        long Keep(long pages)
        {
            settled.Add(pages);
            return settled.Sum();
        }
    }

    [Fact]
    public void CountThatCouldNotBeKept_IsSettledTheNextTime()
    {
        _database.Fill(rows: 10);

        Assert.Throws<IOException>(() => EncryptedVfs.SettlePageWrites(_database.FilePath, _ => throw new IOException()));

        Assert.Equal(Count(), EncryptedVfs.SettlePageWrites(_database.FilePath, pages => pages));
    }

    [Fact]
    public void CountForNoDatabase_IsAnError() =>
        Assert.Throws<InvalidDataException>(() => EncryptedVfs.SettlePageWrites(_database.FilePath, pages => pages));

    [Fact]
    public void Salt_IsTheFirstSixteenBytesInHex()
    {
        _database.Fill(rows: 1);

        var expected = Convert.ToHexStringLower(File.ReadAllBytes(_database.FilePath)[..16]);

        Assert.Equal(expected, EncryptedFile.ReadSalt(_database.FilePath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("SQLite format 3\0 and so on")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void SaltOfSomethingElse_IsAnError(string content)
    {
        File.WriteAllText(_database.FilePath, content);

        Assert.Throws<InvalidDataException>(() => EncryptedFile.ReadSalt(_database.FilePath));
    }

    [Fact]
    public void SaltOfNoFile_IsAnError() => Assert.Throws<FileNotFoundException>(() => EncryptedFile.ReadSalt(_database.FilePath));

    private static void AssertUnchanged(SqliteConnection connection)
    {
        Assert.Equal("ok", connection.IntegrityCheck());
        Assert.Equal("kept", connection.Query<string>("SELECT content FROM entries WHERE id = 1"));
        Assert.Equal(0, connection.Query<long>("SELECT count(*) FROM entries WHERE content = 'lost'"));
    }

    /// <summary>As if others had encrypted so many pages.</summary>
    private void SettleWith(long elsewhere) => EncryptedVfs.SettlePageWrites(_database.FilePath, _ => Count() + elsewhere);

    private long Count() => EncryptedVfs.CountPageWrites(_database.FilePath);
}
