using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class DatabaseCopyTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();
    private readonly byte[] _newKey = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);
    private readonly List<PageProgress> _reports = [];

    public DatabaseCopyTests() => _database.Fill(rows: 10_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => _database.PathOf("target.db");

    public void Dispose() => _database.Dispose();

    [Fact]
    public void SameKey_IsABackupUnderAnotherSalt()
    {
        Copy(_database.Key);

        AssertHoldsAllRows(_database.Open(Target));
        Assert.NotEqual(EncryptedFile.ReadSalt(_database.FilePath), EncryptedFile.ReadSalt(Target));
        Assert.Equal(0, EncryptedFile.CheckPages(Target, _database.Key, null, Cancellation).DamagedPages);
    }

    [Fact]
    public void AnotherKey_IsAChangeOfKey()
    {
        Copy(_newKey);

        AssertHoldsAllRows(_database.Open(Target, _newKey));
        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, EncryptedFile.Probe(Target, _database.Key));
    }

    [Fact]
    public void Copy_IsOneFileForItsOwnerAlone()
    {
        Copy(_newKey);
        using (var connection = _database.Open(Target, _newKey))
        {
            connection.IntegrityCheck();
            Assert.Equal("delete", connection.Query<string>("PRAGMA journal_mode"));
        }

        Assert.Equal(["target.db", "test.db"], _database.Files().Keys.Order());
        AssertIsForItsOwnerAlone();
    }

    [Fact]
    public void Progress_CountsUpToAllPages()
    {
        Copy(_newKey);

        var pages = new FileInfo(Target).Length / EncryptedDatabase.PageSize;
        Assert.True(_reports.Count > 2);
        Assert.Equal(_reports.OrderBy(report => report.DonePages), _reports);
        Assert.Equal(new PageProgress(pages, pages), _reports[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    public void TargetThatExists_IsRefusedAndLeftAsItIs(string suffix)
    {
        File.WriteAllBytes(Target + suffix, [1, 2, 3]);

        Assert.Throws<IOException>(() => Copy(_newKey));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(Target + suffix));
        Assert.Equal(2, _database.Files().Count);
    }

    [Fact]
    public void SourceWithinATransaction_IsRefused()
    {
        using var source = _database.Open();
        source.Execute("BEGIN");

        Assert.Throws<InvalidOperationException>(() => DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, null, Cancellation));

        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void Source_CanBeUsedAfterwards()
    {
        using var source = _database.Open();
        DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, null, Cancellation);

        source.InsertRows(10);

        Assert.Equal(10_010, source.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void WritersAtEveryStep_NeitherStopTheCopyNorEnterIt()
    {
        using var source = _database.Open();
        using var writer = _database.Open();
        var steps = 0;
        var afterEachStep = new Reports(report =>
        {
            steps++;
            writer.InsertRows(500);
        });

        DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, afterEachStep, Cancellation);

        Assert.InRange(steps, 3, 20);
        AssertHoldsAllRows(_database.Open(Target, _newKey));
        Assert.Equal(10_000 + (steps * 500), writer.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void WriterInAnotherProcess_DoesNotMakeTheCopyStartOver()
    {
        using var source = _database.Open();
        source.Execute("ALTER TABLE entries RENAME TO kept");
        using var writer = WriterProcess.Start(_database, "wal", transactions: 0, "writer");
        var before = writer.ReadAcknowledged();

        DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, new Reports(report =>
        {
            _reports.Add(report);
            writer.ReadAcknowledged();
            writer.ReadAcknowledged();
        }), Cancellation);

        Assert.True(_reports.Count > 2);
        Assert.Equal(_reports.OrderBy(report => report.DonePages), _reports);
        using var copy = _database.Open(Target, _newKey);
        Assert.Equal("ok", copy.IntegrityCheck());
        Assert.Equal(10_000, copy.Query<long>("SELECT count(*) FROM kept"));
        Assert.InRange(copy.Query<int>("SELECT max(number) FROM entries"), before, int.MaxValue);
        Assert.Equal(copy.Query<int>("SELECT 4 * max(number) FROM entries"), copy.Query<int>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void CancelledBefore_LeavesNothing()
    {
        Assert.Throws<OperationCanceledException>(() => Copy(_newKey, new CancellationToken(canceled: true)));

        Assert.Equal(["test.db"], _database.Files().Keys);
    }

    [Fact]
    public void CancelledMidway_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var source = _database.Open();

        Assert.Throws<OperationCanceledException>(() => DatabaseCopy.WriteEncrypted(
            source.Handle!, Target, _newKey, new Reports(_ => cancellation.Cancel()), cancellation.Token));

        Assert.DoesNotContain(_database.Files().Keys, name => name.StartsWith("target", StringComparison.Ordinal));
        Assert.Equal(10_000, source.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void DamagedSource_IsNamedAndLeavesNothing()
    {
        Change(_database.FilePath, content => content[(20 * EncryptedDatabase.PageSize) + 700] ^= 1);

        var failure = Assert.Throws<DatabaseCopyException>(() => Copy(_newKey));

        Assert.Equal(10, failure.SqliteErrorCode);
        Assert.Equal(8202, failure.SqliteExtendedErrorCode);
        Assert.Equal(["test.db"], _database.Files().Keys);
    }

    [Fact]
    public void LockedSource_IsNamedAndLeavesNothing()
    {
        using var source = _database.Open();
        source.Execute("PRAGMA journal_mode = delete");
        source.Execute("PRAGMA busy_timeout = 1");
        using var other = _database.Open();
        other.Execute("BEGIN EXCLUSIVE");

        var failure = Assert.Throws<DatabaseCopyException>(() => DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, null, Cancellation));

        Assert.Equal(5, failure.SqliteErrorCode);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void EmptySource_GivesAnEmptyDatabase()
    {
        using (var source = _database.Open(_database.PathOf("empty.db")))
        {
            DatabaseCopy.WriteEncrypted(source.Handle!, Target, _newKey, null, Cancellation);
        }

        using var copy = _database.Open(Target, _newKey);
        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(Target, _newKey));
        Assert.Equal(0, copy.Query<long>("SELECT count(*) FROM sqlite_schema"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("a'b?c#d%20e&vfs=unix.db")]
    public void AnyTargetName_IsTakenAsAPath(string name)
    {
        if (name.Length == 0)
        {
            Assert.Throws<ArgumentException>(() => Copy(_newKey, Cancellation, name));
            return;
        }

        var path = _database.PathOf(name);
        Copy(_newKey, Cancellation, path);

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(path, _newKey));
    }

    [Theory]
    [InlineData(512, "delete", "UTF-8")]
    [InlineData(1024, "wal", "UTF-8")]
    [InlineData(4096, "delete", "UTF-16le")]
    [InlineData(4096, "wal", "UTF-8")]
    [InlineData(65536, "wal", "UTF-8")]
    public void PlaintextDatabase_IsImported(int pageSize, string journalMode, string encoding)
    {
        var plainPath = _database.PathOf("plain 'quoted' %41.db");
        using (var plain = OpenPlain(plainPath))
        {
            plain.Execute($"PRAGMA encoding = '{encoding}'; PRAGMA page_size = {pageSize}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA user_version = 77; PRAGMA application_id = 99");
            FillPlain(plain, journalMode);
            DatabaseCopy.WriteEncrypted(plain.Handle!, Target, _newKey, new Reports(_reports.Add), Cancellation);
            Assert.Equal(pageSize, plain.Query<int>("PRAGMA page_size"));
        }

        using var copy = _database.Open(Target, _newKey);
        AssertHoldsAllRows(copy, close: false);
        Assert.Equal(77, copy.Query<int>("PRAGMA user_version"));
        Assert.Equal(99, copy.Query<int>("PRAGMA application_id"));
        Assert.Equal(2, copy.Query<int>("PRAGMA auto_vacuum"));
        Assert.Equal(encoding, copy.Query<string>("PRAGMA encoding"));
        Assert.Equal(4096, copy.Query<int>("PRAGMA page_size"));
        var pages = new FileInfo(Target).Length / EncryptedDatabase.PageSize;
        Assert.Equal(new PageProgress(pages, pages), _reports[^1]);
        Assert.All(_reports, report => Assert.InRange(report.DonePages, 0, report.TotalPages));
        AssertIsForItsOwnerAlone();
        Assert.Equal(0, EncryptedFile.CheckPages(Target, _newKey, null, Cancellation).DamagedPages);
    }

    [Fact]
    public void ImportCancelledMidway_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var plain = OpenPlain(_database.PathOf("plain.db"));
        FillPlain(plain, "wal");

        Assert.Throws<OperationCanceledException>(() => DatabaseCopy.WriteEncrypted(
            plain.Handle!, Target, _newKey, new Reports(_ => cancellation.Cancel()), cancellation.Token));

        Assert.DoesNotContain(_database.Files().Keys, name => name.StartsWith("target", StringComparison.Ordinal));
    }

    [Fact]
    public void FaultOfTheListenerDuringAnImport_ReachesTheCaller()
    {
        using var plain = OpenPlain(_database.PathOf("plain.db"));
        FillPlain(plain, "wal");

        Assert.Throws<TimeZoneNotFoundException>(() => DatabaseCopy.WriteEncrypted(
            plain.Handle!, Target, _newKey, new Reports(_ => throw new TimeZoneNotFoundException()), Cancellation));

        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void PlaintextDatabaseInMemory_IsRefused()
    {
        using var plain = OpenPlain(":memory:");

        Assert.Throws<InvalidOperationException>(() => DatabaseCopy.WriteEncrypted(plain.Handle!, Target, _newKey, null, Cancellation));
    }

    [Fact]
    public void EmptyPlaintextDatabase_IsImported()
    {
        using (var plain = OpenPlain(_database.PathOf("plain.db")))
        {
            DatabaseCopy.WriteEncrypted(plain.Handle!, Target, _newKey, null, Cancellation);
        }

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(Target, _newKey));
        using var copy = _database.Open(Target, _newKey);
        Assert.Equal(0, copy.Query<long>("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void Export_IsReadByPlainSqliteAndCanBeImportedAgain()
    {
        var back = _database.PathOf("back.db");
        using (var source = _database.Open())
        {
            DatabaseCopy.WritePlaintext(source.Handle!, Target, new Reports(_reports.Add), Cancellation);
        }

        AssertIsForItsOwnerAlone();
        Assert.Equal(EncryptedFileState.Plaintext, EncryptedFile.Probe(Target, _database.Key));
        Assert.True(_reports.Count > 2);
        using (var plain = OpenPlain(Target))
        {
            AssertHoldsAllRows(plain, close: false);
            plain.Execute("VACUUM");
            plain.InsertRows(5);
            plain.Execute("DELETE FROM entries WHERE id > 10000");
            DatabaseCopy.WriteEncrypted(plain.Handle!, back, _newKey, null, Cancellation);
        }

        AssertHoldsAllRows(_database.Open(back, _newKey));
        Assert.Equal(["back.db", "target.db", "test.db"], _database.Files().Keys.Order());
    }

    private static SqliteConnection OpenPlain(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void FillPlain(SqliteConnection plain, string journalMode)
    {
        plain.Execute($"PRAGMA journal_mode = {journalMode}");
        plain.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
        plain.Execute("CREATE INDEX entries_by_content ON entries (content)");
        plain.InsertRows(10_000);
    }

    private static void AssertHoldsAllRows(SqliteConnection copy, bool close = true)
    {
        Assert.Equal("ok", copy.IntegrityCheck());
        Assert.Equal(10_000, copy.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal(10_000, copy.Query<long>("SELECT count(*) FROM entries WHERE content LIKE 'row ' || id || ' %'"));
        if (close)
        {
            copy.Dispose();
        }
    }

    private static void Change(string path, Action<byte[]> change)
    {
        var content = File.ReadAllBytes(path);
        change(content);
        File.WriteAllBytes(path, content);
    }

    private void AssertIsForItsOwnerAlone() =>
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Target) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

    private void Copy(byte[] key) => Copy(key, Cancellation);

    private void Copy(byte[] key, CancellationToken cancellationToken, string? path = null)
    {
        using var source = _database.Open();
        DatabaseCopy.WriteEncrypted(source.Handle!, path ?? Target, key, new Reports(_reports.Add), cancellationToken);
    }

    private sealed class Reports(Action<PageProgress> receive) : IProgress<PageProgress>
    {
        public void Report(PageProgress value) => receive(value);
    }
}
