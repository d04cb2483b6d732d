using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class WalRecoveryTests : IDisposable
{
    private const int WalHeaderSize = 32;
    private const int FrameSize = 24 + EncryptedDatabase.PageSize;
    private const int Transactions = 40;
    private const int RowsPerTransaction = 3;

    private readonly EncryptedDatabase _database = new();
    private readonly EncryptedDatabase _crashed;

    /// <summary>Length of the WAL after each transaction.</summary>
    private readonly List<long> _walLengths = [];

    public WalRecoveryTests()
    {
        _crashed = _database.Sibling();
        using var connection = _database.OpenWithTable();
        connection.Execute("PRAGMA wal_autocheckpoint = 0");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        for (var transaction = 0; transaction < Transactions; transaction++)
        {
            connection.Execute("INSERT INTO entries (content) SELECT hex(randomblob(1500)) FROM (VALUES (1), (2), (3))");
            _walLengths.Add(new FileInfo(_database.WalPath).Length);
        }

        _database.CopyTo(_crashed);
    }

    public void Dispose()
    {
        _database.Dispose();
        _crashed.Dispose();
    }

    public static TheoryData<int> CutPoints()
    {
        var data = new TheoryData<int>();
        var random = new Random(20240229);
        for (var i = 0; i < 30; i++)
        {
            data.Add(random.Next(10_000));
        }

        return data;
    }

    [Fact]
    public void WalAfterACrash_IsRecoveredWhole()
    {
        Assert.Equal(Transactions, RecoveredTransactions());
    }

    [Theory]
    [MemberData(nameof(CutPoints))]
    public void WalCutOff_KeepsExactlyTheTransactionsBefore(int tenThousandth)
    {
        var cut = CutAt(tenThousandth);
        ChangeWal(content => content[..cut]);

        Assert.Equal(CommittedBy(cut), RecoveredTransactions());
    }

    [Theory]
    [MemberData(nameof(CutPoints))]
    public void WalTailOverwrittenByGarbage_KeepsExactlyTheTransactionsBefore(int tenThousandth)
    {
        var cut = CutAt(tenThousandth);
        ChangeWal(content =>
        {
            new Random(tenThousandth).NextBytes(content.AsSpan(cut));
            return content;
        });

        Assert.Equal(CommittedBy(cut), RecoveredTransactions());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(2000)]
    [InlineData(24 + 4064)]
    [InlineData(24 + 4076)]
    [InlineData(24 + 4095)]
    public void BitFlippedInAFrame_DropsItsTransactionAndTheLater(int offsetInFrame)
    {
        var frameStart = (int)_walLengths[9];
        ChangeWal(content =>
        {
            content[frameStart + offsetInFrame] ^= 1;
            return content;
        });

        Assert.Equal(10, RecoveredTransactions());
    }

    [Fact]
    public void FramesSwapped_DropTheirTransactionAndTheLater()
    {
        var frameStart = (int)_walLengths[9];
        ChangeWal(content =>
        {
            var first = content.AsSpan(frameStart, FrameSize);
            var second = content.AsSpan(frameStart + FrameSize, FrameSize);
            var kept = first.ToArray();
            second.CopyTo(first);
            kept.CopyTo(second);
            return content;
        });

        Assert.Equal(10, RecoveredTransactions());
    }

    [Fact]
    public void FrameChangedUnderAnOpenConnection_IsAnErrorNotGarbage()
    {
        const int IoErrorData = 10 | (32 << 8);
        using var connection = _crashed.Open();
        connection.Query<long>("SELECT count(*) FROM entries");
        connection.Execute("PRAGMA cache_size = 0");
        var content = EncryptedDatabase.ReadShared(_crashed.WalPath);
        using (var stream = new FileStream(_crashed.WalPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            for (var page = WalHeaderSize + 24; page < content.Length; page += FrameSize)
            {
                stream.Position = page + 1000;
                stream.WriteByte((byte)(content[page + 1000] ^ 1));
            }
        }

        var failure = Assert.Throws<SqliteException>(() => connection.Query<long>("SELECT sum(length(content)) FROM entries"));

        Assert.Equal(IoErrorData, failure.SqliteExtendedErrorCode);
    }

    [Fact]
    public void FirstPageTornDuringACheckpoint_IsMendedFromTheWal()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("CREATE TABLE changes_the_first_page (id INTEGER PRIMARY KEY)");
            _database.CopyTo(_crashed);
        }

        using (var stream = File.OpenWrite(_crashed.FilePath))
        {
            stream.Position = 2048;
            stream.Write(RandomNumberGenerator.GetBytes(2048));
        }

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(_crashed.FilePath, _crashed.Key));
        Assert.Equal(Transactions, RecoveredTransactions());
    }

    [Fact]
    public void WrongKey_LeavesTheWalForTheRightOne()
    {
        var wrongKey = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            using var connection = _crashed.Open(key: wrongKey);
            connection.Query<long>("SELECT count(*) FROM sqlite_schema");
        });

        Assert.Equal(26, refusal.SqliteErrorCode);
        Assert.Equal(Transactions, RecoveredTransactions());
    }

    [Fact]
    public void FramesRewrittenWithinATransaction_AreRecovered()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA wal_autocheckpoint = 0");
            connection.Execute("PRAGMA cache_size = 5");
            connection.Execute("BEGIN");
            for (var round = 0; round < 3; round++)
            {
                connection.Execute($"UPDATE entries SET content = 'round {round} ' || substr(content, 1, 2800)");
            }

            connection.Execute("COMMIT");
            _database.CopyTo(_crashed);
        }

        using var recovered = _crashed.Open();

        Assert.Equal("ok", recovered.IntegrityCheck());
        Assert.Equal(Transactions * RowsPerTransaction, recovered.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'round 2 round 1 round 0 %'"));
    }

    [Fact]
    public void FrameDamagedBeforeItsTransactionCommits_FailsTheCommitAndLosesNothingElse()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA wal_autocheckpoint = 0");
            connection.Execute("PRAGMA cache_size = 5");
            connection.Execute("BEGIN");
            connection.Execute("UPDATE entries SET content = 'first ' || substr(content, 1, 2800)");
            using (var stream = new FileStream(_database.WalPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                stream.Position = stream.Length - (4 * FrameSize) + 24 + 1000;
                stream.Write(new byte[8]);
            }

            // Overwrites frames of this transaction, so that the commit reads back the later ones to chain their checksums.
            connection.Execute("UPDATE entries SET content = 'second ' || substr(content, 1, 2800) WHERE id < 40");
            var failure = Assert.Throws<SqliteException>(() => connection.Execute("COMMIT"));
            Assert.Equal(10 | (32 << 8), failure.SqliteExtendedErrorCode);
            _database.CopyTo(_crashed);
        }

        Assert.Equal(Transactions, RecoveredTransactions());
    }

    private int CutAt(int tenThousandth) => WalHeaderSize + (int)((_walLengths[^1] - WalHeaderSize) * tenThousandth / 10_000);

    private int CommittedBy(long length) => _walLengths.Count(end => end <= length);

    private void ChangeWal(Func<byte[], byte[]> change) => File.WriteAllBytes(_crashed.WalPath, change(File.ReadAllBytes(_crashed.WalPath)));

    private int RecoveredTransactions()
    {
        using var connection = _crashed.Open();
        Assert.Equal("ok", connection.IntegrityCheck());
        var rows = connection.Query<int>("SELECT count(*) FROM entries");
        Assert.Equal(0, rows % RowsPerTransaction);
        return rows / RowsPerTransaction;
    }
}
