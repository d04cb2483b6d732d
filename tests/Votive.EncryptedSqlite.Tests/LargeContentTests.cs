using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite.Cryptography;

namespace Votive.EncryptedSqlite.Tests;

public sealed class LargeContentTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("wal", 0)]
    [InlineData("wal", 2000)]
    [InlineData("delete", 0)]
    [InlineData("delete", 2000)]
    public void BlobLargerThanTheCache_IsWrittenAndReadInParts(string journalMode, int cachePages)
    {
        const int Size = 12_000_000;
        const int Part = 70_001;
        var content = RandomNumberGenerator.GetBytes(Size);
        using (var writer = _database.Open())
        {
            writer.Execute($"PRAGMA journal_mode = {journalMode}; PRAGMA cache_size = {cachePages}");
            writer.Execute("CREATE TABLE blobs (id INTEGER PRIMARY KEY, before TEXT, content BLOB)");
            writer.Execute($"BEGIN; INSERT INTO blobs VALUES (7, 'text before', zeroblob({Size}))");
            using (var blob = new SqliteBlob(writer, "blobs", "content", 7))
            {
                for (var offset = 0; offset < Size; offset += Part)
                {
                    blob.Write(content.AsSpan(offset, Math.Min(Part, Size - offset)));
                }
            }

            writer.Execute("COMMIT");
        }

        using var reader = _database.Open();
        reader.Execute($"PRAGMA cache_size = {cachePages}");
        using var stored = new SqliteBlob(reader, "blobs", "content", 7, readOnly: true);
        var middle = new byte[5000];
        stored.Position = 5_000_000;
        stored.ReadExactly(middle);
        stored.Position = 0;
        var whole = new byte[Size];
        stored.ReadExactly(whole);

        Assert.Equal(content[5_000_000..5_005_000], middle);
        Assert.True(content.AsSpan().SequenceEqual(whole));
        Assert.Equal("ok", reader.IntegrityCheck());
    }

    [Fact]
    public void IncrementalVacuum_ShrinksTheFileByTheFreedPages()
    {
        using var connection = _database.Open();
        connection.Execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = wal; PRAGMA cache_size = 10");
        connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
        connection.InsertRows(5000);
        connection.Execute("DELETE FROM entries WHERE id % 10 <> 0");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var before = new FileInfo(_database.FilePath).Length;
        var free = connection.Query<long>("PRAGMA freelist_count");
        connection.Execute("PRAGMA incremental_vacuum");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

        Assert.True(free > 100);
        Assert.InRange(new FileInfo(_database.FilePath).Length, 1, before - (free * EncryptedDatabase.PageSize));
        Assert.Equal(500, connection.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void PagesAroundTheLockBytes_ReadBackAndTheLockPageStaysEmpty(string journalMode)
    {
        _database.Fill(rows: 100, journalMode);
        var pages = (uint)(new FileInfo(_database.FilePath).Length / EncryptedDatabase.PageSize);
        PretendToHavePages(PageLayout.LockBytePage - 3);
        using (var writer = _database.Open())
        {
            writer.Execute($"PRAGMA journal_mode = {journalMode}; PRAGMA cache_size = 5");
            writer.InsertRows(1000);
            writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        using var reader = _database.Open();
        Assert.Equal(1100, reader.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row %'"));
        var inFile = new FileInfo(_database.FilePath).Length / EncryptedDatabase.PageSize;
        Assert.True(inFile > PageLayout.LockBytePage + 10);
        using (var stream = new FileStream(_database.FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            var lockPage = new byte[EncryptedDatabase.PageSize];
            stream.Position = PageLayout.OffsetOf(PageLayout.LockBytePage);
            stream.ReadExactly(lockPage);
            Assert.Equal(-1, lockPage.AsSpan().IndexOfAnyExcept((byte)0));
        }

        // Only the pages that were never written are missing, of which the lock page isn't one.
        var check = EncryptedFile.CheckPages(_database.FilePath, _database.Key, null, TestContext.Current.CancellationToken);
        Assert.Equal(inFile, check.TotalPages);
        Assert.Equal(PageLayout.LockBytePage - 3 - pages, check.DamagedPages);
    }

    /// <summary>Grows the file with a hole and says so in its header, as if everything in between were in use.</summary>
    private void PretendToHavePages(uint pages)
    {
        using var stream = new FileStream(_database.FilePath, FileMode.Open, FileAccess.ReadWrite);
        var page = new byte[EncryptedDatabase.PageSize];
        stream.ReadExactly(page);
        using var keys = DatabaseKeys.Derive(_database.Key, page.AsSpan(0, DatabaseKeys.SaltSize));
        var plaintext = page.ToArray();
        Assert.True(keys.Pages.TryDecrypt(page, plaintext, PageIdentity.Database(1)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(plaintext.AsSpan(28), pages);
        keys.Pages.Encrypt(plaintext, page, PageIdentity.Database(1));
        stream.Position = 0;
        stream.Write(page);
        stream.SetLength(pages * (long)EncryptedDatabase.PageSize);
    }
}
