using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class UriTests : IDisposable
{
    private const int ReadOnly = 8;
    private const int NotADatabase = 26;

    private readonly EncryptedDatabase _database = new();

    public UriTests() => _database.Fill(rows: 100);

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("immutable=1")]
    [InlineData("mode=ro")]
    [InlineData("mode=ro&immutable=1")]
    public void ReadOnlyForms_ReadAndRefuseToWrite(string parameters)
    {
        using var connection = _database.Open(Uri(parameters));

        var refusal = Assert.Throws<SqliteException>(() => connection.InsertRows(1));

        Assert.Equal(ReadOnly, refusal.SqliteErrorCode);
        Assert.Equal(100, connection.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Fact]
    public void Immutable_LeavesNothingBesideTheFile()
    {
        using var connection = _database.Open(Uri("immutable=1"));

        Assert.Equal(100, connection.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal(["test.db"], _database.Files().Keys);
    }

    [Fact]
    public void WithoutLocks_ARollbackJournalDatabaseReadsAndWrites()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA journal_mode = delete");
        }

        using var unlocked = _database.Open(Uri("nolock=1"));
        unlocked.InsertRows(10);

        Assert.Equal(110, unlocked.Query<long>("SELECT count(*) FROM entries"));
    }

    [Theory]
    [InlineData("vfs=unix")]
    [InlineData("vfs=unix-none")]
    [InlineData("vfs=unix&immutable=1")]
    public void AnotherVfs_SeesNoDatabase(string parameters)
    {
        using var connection = new SqliteConnection($"Data Source={Uri(parameters)};Pooling=False");

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            connection.Open();
            connection.Query<long>("SELECT count(*) FROM sqlite_schema");
        });

        Assert.Equal(NotADatabase, refusal.SqliteErrorCode);
    }

    [Fact]
    public void OurVfsByUri_Opens()
    {
        using var connection = new SqliteConnection($"Data Source={Uri($"vfs={EncryptedVfs.Register(_database.Key)}")};Pooling=False");
        connection.Open();
        EncryptedVfs.Prepare(connection.Handle!);

        Assert.Equal(100, connection.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void SymbolicLink_IsFollowedByConnectionsAndFromOutside()
    {
        var link = _database.PathOf("link.db");
        File.CreateSymbolicLink(link, _database.FilePath);
        using (var connection = _database.Open(link))
        {
            connection.InsertRows(1);
        }

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(link, _database.Key));
        Assert.Equal(EncryptedFile.ReadSalt(_database.FilePath), EncryptedFile.ReadSalt(link));
        using var direct = _database.Open();
        Assert.Equal(101, direct.Query<long>("SELECT count(*) FROM entries"));
    }

    private string Uri(string parameters) => $"{new Uri(_database.FilePath).AbsoluteUri}?{parameters}";
}
