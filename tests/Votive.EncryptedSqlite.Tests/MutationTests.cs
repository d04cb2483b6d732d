using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

/// <summary>Changes every kind of byte in every kind of file, one at a time. Nothing may pass for content that was never written.</summary>
public sealed class MutationTests : IDisposable
{
    private const int WalHeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const int JournalHeaderSize = 28;
    private const int FirstRecord = 512;

    private readonly EncryptedDatabase _database = new();
    private readonly EncryptedDatabase _crashed;

    public MutationTests() => _crashed = _database.Sibling();

    public void Dispose()
    {
        _database.Dispose();
        _crashed.Dispose();
    }

    [Fact]
    public void AnyByteOfTheDatabase_SpoilsItsPageAndNoOther()
    {
        _database.Fill(rows: 20);
        using var stream = new FileStream(_database.FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var undetected = new List<long>();
        for (var offset = 0L; offset < stream.Length; offset++)
        {
            Flip(stream, offset, (byte)(1 << (int)(offset % 8)));
            var check = EncryptedFile.CheckPages(_database.FilePath, _database.Key, null, TestContext.Current.CancellationToken);
            Flip(stream, offset, (byte)(1 << (int)(offset % 8)));

            // The salt in the first page is that of all pages.
            var isRight = offset < 16 ? check.DamagedPages == check.TotalPages : check.FirstDamaged is [var page] && page == 1 + (offset / EncryptedDatabase.PageSize);
            if (!isRight)
            {
                undetected.Add(offset);
            }
        }

        Assert.True(stream.Length >= 2 * EncryptedDatabase.PageSize);
        Assert.Empty(undetected);
    }

    [Fact]
    public void AnyByteOfTheWal_EndsRecoveryAtATransaction()
    {
        var ends = new List<long>();
        using (var connection = _database.OpenWithTable())
        {
            connection.Execute("PRAGMA wal_autocheckpoint = 0");
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            for (var transaction = 0; transaction < 4; transaction++)
            {
                connection.Execute("INSERT INTO entries (content) SELECT hex(randomblob(1500)) FROM (VALUES (1), (2), (3))");
                ends.Add(new FileInfo(_database.WalPath).Length);
            }

            _database.CopyTo(_crashed);
        }

        var (database, wal) = (File.ReadAllBytes(_crashed.FilePath), File.ReadAllBytes(_crashed.WalPath));
        var secondFrame = (int)ends[0];
        var offsets = Enumerable.Range(0, WalHeaderSize)
            .Concat(Enumerable.Range(secondFrame, FrameHeaderSize))
            .Concat(Samples(secondFrame + FrameHeaderSize));

        var wrong = new List<string>();
        foreach (var offset in offsets)
        {
            File.WriteAllBytes(_crashed.FilePath, database);
            File.Delete(_crashed.FilePath + "-shm");
            wal[offset] ^= 0x10;
            File.WriteAllBytes(_crashed.WalPath, wal);
            wal[offset] ^= 0x10;

            // The version is the one field that SQLite names when it is wrong; else a header that doesn't fit its checksum ends all.
            var expected = offset < WalHeaderSize ? offset is >= 4 and < 8 ? "0 or refused" : "0" : "3";
            var actual = Outcome(() =>
            {
                using var connection = _crashed.Open();
                Assert.Equal("ok", connection.IntegrityCheck());
                return connection.Query<string>("SELECT count(*) FROM entries");
            });
            if (!expected.Contains(actual, StringComparison.Ordinal))
            {
                wrong.Add($"{offset}: {actual}");
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public void AnyByteOfASyncedJournalRecord_IsRefused_AndTheJournalStays()
    {
        CrashInTransaction();
        var (database, journal) = (File.ReadAllBytes(_crashed.FilePath), File.ReadAllBytes(_crashed.JournalPath));
        const int RecordSize = EncryptedDatabase.PageSize + 8;
        var thirdRecord = FirstRecord + (2 * RecordSize);
        var offsets = Enumerable.Range(thirdRecord, 4)
            .Concat(Samples(thirdRecord + 4))
            .Concat(Enumerable.Range(thirdRecord + RecordSize - 4, 4));

        var outcomes = offsets.Select(offset =>
        {
            File.WriteAllBytes(_crashed.FilePath, database);
            journal[offset] ^= 0x10;
            File.WriteAllBytes(_crashed.JournalPath, journal);
            journal[offset] ^= 0x10;
            var outcome = Outcome(() =>
            {
                using var connection = _crashed.Open();
                return connection.Query<string>("SELECT count(*) FROM entries WHERE content LIKE 'row %'");
            });
            return (offset: offset - thirdRecord, outcome, isKept: File.Exists(_crashed.JournalPath));
        }).ToList();

        Assert.DoesNotContain(outcomes, o => o.outcome != "refused" || !o.isKept);
    }

    [Fact]
    public void AnyByteOfTheJournalHeader_NeverGivesContentThatWasNotWritten()
    {
        CrashInTransaction();
        var (database, journal) = (File.ReadAllBytes(_crashed.FilePath), File.ReadAllBytes(_crashed.JournalPath));
        var outcomes = Enumerable.Range(0, JournalHeaderSize).Select(offset =>
        {
            File.WriteAllBytes(_crashed.FilePath, database);
            journal[offset] ^= 0x10;
            File.WriteAllBytes(_crashed.JournalPath, journal);
            journal[offset] ^= 0x10;
            return Outcome(() =>
            {
                using var connection = _crashed.Open();
                return connection.Query<string>("SELECT count(*) FROM entries WHERE content NOT LIKE 'row %' AND content NOT LIKE 'changed %'");
            });
        });

        Assert.DoesNotContain(outcomes, outcome => outcome is not ("0" or "refused"));
    }

    private static string Outcome(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException)
        {
            return "refused";
        }
    }

    /// <summary>Some bytes of a page's content, and all of nonce, tag and padding.</summary>
    private static IEnumerable<int> Samples(int page) =>
        Enumerable.Range(0, 40).Select(i => page + (i * 101)).Concat(Enumerable.Range(page + EncryptedDatabase.PageSize - 32, 32));

    private static void Flip(FileStream stream, long offset, byte mask)
    {
        stream.Position = offset;
        var before = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(before ^ mask));
    }

    private void CrashInTransaction()
    {
        using var connection = _database.OpenWithTable("delete");
        connection.InsertRows(1000);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE entries SET content = 'changed ' || hex(randomblob(100))");
        _database.CopyTo(_crashed);
    }
}
