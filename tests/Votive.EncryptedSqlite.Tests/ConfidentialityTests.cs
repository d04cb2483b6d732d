using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class ConfidentialityTests : IDisposable
{
    private static readonly string[] Canaries = ["canary_table", "canary_index", "canary row content"];

    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void NewDatabase_DoesNotSayThatItIsSqlite()
    {
        _database.Fill(rows: 1);

        var content = File.ReadAllBytes(_database.FilePath);

        Assert.NotEqual("SQLite format 3"u8.ToArray(), content[..15]);
    }

    [Fact]
    public void NewDatabases_HaveDifferentSaltsUnderOneKey()
    {
        using var other = _database.Sibling();
        _database.Fill(rows: 1);
        other.Fill(rows: 1);

        var salt = File.ReadAllBytes(_database.FilePath)[..16];
        var otherSalt = File.ReadAllBytes(other.FilePath)[..16];

        Assert.NotEqual(salt, otherSalt);
    }

    [Fact]
    public void WalDatabase_ShowsNothingOfItsContentInAnyFile()
    {
        using var connection = _database.Open();
        connection.Execute("PRAGMA journal_mode = wal");
        connection.Execute("PRAGMA wal_autocheckpoint = 0");
        WriteCanaries(connection);
        connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        connection.Execute("INSERT INTO canary_table (content) SELECT content FROM canary_table");

        var files = _database.Files();

        Assert.Equal(["test.db", "test.db-shm", "test.db-wal"], files.Keys.Order());
        AssertNoCanary(files);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("truncate")]
    [InlineData("persist")]
    public void RollbackJournal_ShowsNothingOfTheContent(string journalMode)
    {
        using var connection = _database.Open();
        connection.Execute($"PRAGMA journal_mode = {journalMode}");
        WriteCanaries(connection);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE canary_table SET content = 'changed ' || content");

        var files = _database.Files();

        Assert.True(files["test.db-journal"].Length > 10 * EncryptedDatabase.PageSize);
        AssertNoCanary(files);
    }

    [Fact]
    public void RollbackJournal_MasksTheChecksumOfPlaintext()
    {
        // SQLite's checksum is a random start, given in the header, plus some 20 bytes of the page: in clear it would lie close above.
        const int SectorSize = 512;
        using var connection = _database.OpenWithTable("delete");
        connection.InsertRows(500);
        connection.Execute("PRAGMA cache_size = 10");
        connection.Execute("BEGIN");
        connection.Execute("UPDATE entries SET content = zeroblob(200)");

        var journal = EncryptedDatabase.ReadShared(_database.JournalPath);
        var initial = Word(journal, 12);
        var recordSize = EncryptedDatabase.PageSize + 8;
        var nearInitial = Enumerable.Range(0, (journal.Length - SectorSize) / recordSize)
            .Select(record => Word(journal, SectorSize + (record * recordSize) + recordSize - 4))
            .Count(checksum => checksum - initial <= 255 * 21);

        Assert.True(journal.Length > SectorSize + (10 * recordSize));
        Assert.InRange(nearInitial, 0, 1);

        static uint Word(byte[] content, int offset) => BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(offset));
    }

    [Fact]
    public void BackupAndVacuumInto_ShowNothingOfTheContent()
    {
        using var connection = _database.Open();
        WriteCanaries(connection);
        using (var backup = _database.Open(_database.PathOf("backup.db")))
        {
            connection.BackupDatabase(backup);
        }

        connection.Execute($"VACUUM INTO '{_database.PathOf("vacuumed.db")}'");
        connection.Execute("VACUUM");

        var files = _database.Files();

        Assert.Contains("backup.db", files.Keys);
        Assert.Contains("vacuumed.db", files.Keys);
        AssertNoCanary(files);
    }

    [Fact]
    public void TemporaryTables_AreKeptInMemoryEvenWhenFilesAreAskedFor()
    {
        using var connection = _database.OpenWithTable();
        connection.Execute("PRAGMA temp_store = FILE");
        connection.Execute("CREATE TEMP TABLE scratch (id INTEGER PRIMARY KEY, content TEXT)");
        connection.Execute("PRAGMA temp.cache_size = 5");
        connection.Execute("BEGIN");
        connection.Execute(
            """
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2000)
            INSERT INTO scratch (content) SELECT 'scratch ' || n || hex(zeroblob(100)) FROM number
            """);

        var count = connection.Query<long>("SELECT count(*) FROM scratch WHERE content LIKE 'scratch ' || id || '%'");
        connection.Execute("ROLLBACK");
        var left = connection.Query<long>("SELECT count(*) FROM scratch");

        Assert.Equal(2000, count);
        Assert.Equal(0, left);
        Assert.DoesNotContain(
            Directory.EnumerateFiles($"/proc/{Environment.ProcessId}/fd").Select(fd => File.ResolveLinkTarget(fd, false)?.FullName),
            target => target?.Contains("etilqs_", StringComparison.Ordinal) == true);
    }

    private static void WriteCanaries(SqliteConnection connection)
    {
        connection.Execute("CREATE TABLE canary_table (id INTEGER PRIMARY KEY, content TEXT)");
        connection.Execute("CREATE INDEX canary_index ON canary_table (content)");
        connection.Execute(
            """
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
            INSERT INTO canary_table (content) SELECT 'canary row content ' || n || hex(randomblob(100)) FROM number
            """);
    }

    private static void AssertNoCanary(IReadOnlyDictionary<string, byte[]> files) => Assert.Empty(
        from file in files
        from canary in Canaries
        where file.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0
        select $"{file.Key} holds '{canary}'");
}
