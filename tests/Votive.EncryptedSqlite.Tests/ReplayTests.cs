using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>Genuine pages put back at another time or place.</summary>
public sealed class ReplayTests : IDisposable
{
    private const int IoErrorData = 10 | (32 << 8);
    private const int WalHeaderSize = 32;
    private const int FrameSize = 24 + EncryptedDatabase.PageSize;

    private readonly EncryptedDatabase _database = new();
    private readonly EncryptedDatabase _older;
    private readonly EncryptedDatabase _newer;

    /// <summary>Two generations of a WAL in which the same pages were written in the same order.</summary>
    public ReplayTests()
    {
        _older = _database.Sibling();
        _newer = _database.Sibling();
        using var connection = _database.OpenWithTable();
        connection.Execute("PRAGMA wal_autocheckpoint = 0");
        connection.Execute("INSERT INTO entries (content) SELECT 'first' FROM (VALUES (1), (2), (3))");
        connection.Execute("PRAGMA wal_checkpoint(RESTART)");
        connection.Execute("UPDATE entries SET content = 'older'");
        _database.CopyTo(_older);
        connection.Execute("PRAGMA wal_checkpoint(RESTART)");
        connection.Execute("UPDATE entries SET content = 'newer'");
        _database.CopyTo(_newer);
    }

    public void Dispose()
    {
        _database.Dispose();
        _older.Dispose();
        _newer.Dispose();
    }

    [Fact]
    public void NothingReplayed_ReadsTheNewest() => Assert.Equal("newer", Read());

    [Fact]
    public void FrameOfAnOlderGeneration_IsDropped()
    {
        Replace(_newer.WalPath, WalHeaderSize, Older(_older.WalPath, WalHeaderSize, FrameSize));

        Assert.Equal("older", Read());
    }

    [Fact]
    public void PageOfAnOlderGeneration_IsDroppedFromTheWal()
    {
        Replace(_newer.WalPath, WalHeaderSize + 24, Older(_older.WalPath, WalHeaderSize + 24, EncryptedDatabase.PageSize));

        // The transaction that held the page is gone, as after a torn write; the checkpoint had brought the one before into the database.
        Assert.Equal("older", Read());
    }

    [Fact]
    public void PageOfAnOlderGeneration_IsRefusedUnderAnOpenConnection()
    {
        using var connection = _newer.Open();
        Assert.Equal("newer", connection.Query<string>("SELECT content FROM entries LIMIT 1"));
        connection.Execute("PRAGMA cache_size = 0");
        Replace(_newer.WalPath, WalHeaderSize + 24, Older(_older.WalPath, WalHeaderSize + 24, EncryptedDatabase.PageSize));

        var refusal = Assert.Throws<SqliteException>(() => connection.Query<string>("SELECT content FROM entries LIMIT 1"));

        Assert.Equal(IoErrorData, refusal.SqliteExtendedErrorCode);
    }

    [Fact]
    public void PageOfTheWal_IsRefusedInTheDatabase()
    {
        File.Delete(_newer.WalPath);
        Replace(_newer.FilePath, EncryptedDatabase.PageSize, Older(_older.WalPath, WalHeaderSize + 24, EncryptedDatabase.PageSize));

        var refusal = Assert.Throws<SqliteException>(Read);

        Assert.Equal(IoErrorData, refusal.SqliteExtendedErrorCode);
    }

    [Fact]
    public void PageOfTheDatabase_IsDroppedFromTheWal()
    {
        Replace(_newer.WalPath, WalHeaderSize + 24, Older(_newer.FilePath, EncryptedDatabase.PageSize, EncryptedDatabase.PageSize));

        Assert.Equal("older", Read());
    }

    [Fact]
    public void WalOfAnotherDatabaseUnderTheSameKey_IsDropped()
    {
        using var other = _database.Sibling();
        using var connection = other.OpenWithTable();
        connection.Execute("INSERT INTO entries (content) VALUES ('other')");
        File.WriteAllBytes(_newer.WalPath, EncryptedDatabase.ReadShared(other.WalPath));

        Assert.Equal("older", Read());
    }

    [Fact]
    public void JournalOfAnotherDatabaseUnderTheSameKey_IsNotPlayedBack()
    {
        using var other = _database.Sibling();
        using var mine = _database.Sibling();
        mine.Fill(rows: 500, "delete");
        using var connection = other.OpenWithTable("delete");
        connection.InsertRows(500);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE entries SET content = 'other'");
        File.WriteAllBytes(mine.JournalPath, EncryptedDatabase.ReadShared(other.JournalPath));

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            using var reader = mine.Open();
            reader.IntegrityCheck();
        });
        File.Delete(mine.JournalPath);
        using var after = mine.Open();

        Assert.Equal(IoErrorData, refusal.SqliteExtendedErrorCode);
        Assert.Equal(500, after.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        Assert.Equal("ok", after.IntegrityCheck());
    }

    /// <summary>Not protection but its limit, as the README states it.</summary>
    [Fact]
    public void OlderVersionOfTheSamePageOfTheDatabase_IsGenuine()
    {
        File.Delete(_newer.WalPath);
        File.Delete(_older.WalPath);
        Replace(_newer.FilePath, EncryptedDatabase.PageSize, Older(_older.FilePath, EncryptedDatabase.PageSize, EncryptedDatabase.PageSize));

        Assert.Equal("first", Read());
    }

    [Fact]
    public void RecordOfAnOlderJournalForTheSamePage_IsRefused_AndTheJournalStays()
    {
        const int RecordSize = EncryptedDatabase.PageSize + 8;
        const int ThirdRecord = 512 + (2 * RecordSize);
        using var crashed = _database.Sibling();
        using var own = _database.Sibling();
        using (var connection = own.OpenWithTable("delete"))
        {
            connection.InsertRows(1000);
            connection.Execute("PRAGMA cache_size = 10");
            connection.Execute("BEGIN");
            connection.Execute("UPDATE entries SET content = 'row newer ' || substr(content, 11)");
            own.CopyTo(_older);
            connection.Execute("COMMIT");
            connection.Execute("BEGIN");
            connection.Execute("UPDATE entries SET content = 'changed'");
            own.CopyTo(crashed);
        }

        var older = Older(_older.JournalPath, ThirdRecord, RecordSize);
        Assert.Equal(Older(crashed.JournalPath, ThirdRecord, 4), older[..4]);
        Replace(crashed.JournalPath, ThirdRecord, older);

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            using var reader = crashed.Open();
            reader.IntegrityCheck();
        });

        Assert.Equal(IoErrorData, refusal.SqliteExtendedErrorCode);
        Assert.True(File.Exists(crashed.JournalPath));
    }

    /// <summary>Not protection but its limit, as the README states it.</summary>
    [Fact]
    public void FramesOfTheSamePageSwappedInOneWal_AreGenuineUnderAnOpenConnection_AndEndTheNextRecovery()
    {
        using var own = _database.Sibling();
        using var crashed = _database.Sibling();
        using var writer = own.OpenWithTable();
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        writer.Execute("INSERT INTO entries (content) VALUES ('first')");
        writer.Execute("PRAGMA wal_checkpoint(RESTART)");
        writer.Execute("UPDATE entries SET content = 'older'");
        writer.Execute("UPDATE entries SET content = 'newer'");
        var frames = EncryptedDatabase.ReadShared(own.WalPath).AsSpan(WalHeaderSize, 2 * FrameSize).ToArray();
        Replace(own.WalPath, WalHeaderSize, [.. frames[FrameSize..], .. frames[..FrameSize]]);

        using var reader = own.Open();
        own.CopyTo(crashed);
        using var recovered = crashed.Open();

        Assert.Equal("older", reader.Query<string>("SELECT content FROM entries"));
        Assert.Equal("first", recovered.Query<string>("SELECT content FROM entries"));
    }

    /// <summary>Not protection but its limit, as the README states it.</summary>
    [Fact]
    public void WholeOlderWal_IsGenuine()
    {
        File.WriteAllBytes(_newer.WalPath, File.ReadAllBytes(_older.WalPath));

        Assert.Equal("older", Read());
    }

    private static byte[] Older(string path, int offset, int length) => File.ReadAllBytes(path).AsSpan(offset, length).ToArray();

    private static void Replace(string path, int offset, byte[] bytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Position = offset;
        stream.Write(bytes);
    }

    private string Read()
    {
        using var connection = _newer.Open();
        return connection.Query<string>("SELECT content FROM entries LIMIT 1");
    }
}
