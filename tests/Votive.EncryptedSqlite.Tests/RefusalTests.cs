using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class RefusalTests : IDisposable
{
    private const int IoError = 10;
    private const int NotADatabase = 26;

    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void WrongKey_IsRefused()
    {
        _database.Fill();

        var refusal = Assert.Throws<SqliteException>(() => _database.Open(key: RandomNumberGenerator.GetBytes(32)));

        Assert.Equal(NotADatabase, refusal.SqliteErrorCode);
    }

    [Fact]
    public void PlaintextDatabase_IsRefusedAndLeftAsItIs()
    {
        CreatePlaintext(_database.FilePath);
        var before = File.ReadAllBytes(_database.FilePath);

        var refusal = Assert.Throws<SqliteException>(() => _database.Open());

        Assert.Equal(NotADatabase, refusal.SqliteErrorCode);
        Assert.Equal(before, File.ReadAllBytes(_database.FilePath));
    }

    [Fact]
    public void EncryptedDatabase_IsNotADatabaseWithoutTheVfs()
    {
        _database.Fill();
        using var connection = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False");

        var refusal = Assert.Throws<SqliteException>(() =>
        {
            connection.Open();
            connection.Query<long>("SELECT count(*) FROM entries");
        });

        Assert.Equal(NotADatabase, refusal.SqliteErrorCode);
    }

    [Fact]
    public void ConnectionNotPrepared_CannotCreateADatabase()
    {
        using var connection = new SqliteConnection(_database.ConnectionString());
        connection.Open();

        var refusal = Assert.Throws<SqliteException>(() => connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY)"));

        Assert.Equal(IoError, refusal.SqliteErrorCode);
        Assert.Equal(0, new FileInfo(_database.FilePath).Length);
    }

    [Fact]
    public void ConnectionNotPrepared_ReadsAndWritesAnExistingDatabase()
    {
        _database.Fill(rows: 10);
        using var connection = new SqliteConnection(_database.ConnectionString());
        connection.Open();

        connection.InsertRows(10);

        Assert.Equal(20, connection.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void PrepareWithoutTheVfs_IsRefused()
    {
        using var connection = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False");
        connection.Open();

        Assert.Throws<InvalidOperationException>(() => EncryptedVfs.Prepare(connection.Handle!));
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void AnotherPageSize_IsRefusedWithoutHarm(string journalMode)
    {
        _database.Fill(rows: 500, journalMode);
        using var connection = _database.Open();
        connection.Execute("PRAGMA journal_mode = delete");
        connection.Execute("PRAGMA page_size = 1024");

        Assert.Throws<SqliteException>(() => connection.Execute("VACUUM"));

        Assert.Equal("ok", connection.IntegrityCheck());
        Assert.Equal(500, connection.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void MemoryMapping_IsRefused()
    {
        using var connection = _database.OpenWithTable();

        var size = connection.Query<long>("PRAGMA mmap_size = 1000000");

        Assert.Equal(0, size);
    }

    [Fact]
    public void AttachedNewDatabase_FailsClosed()
    {
        using var connection = _database.OpenWithTable();
        var path = _database.PathOf("attached.db");
        connection.Execute($"ATTACH '{path}' AS attached");

        Assert.Throws<SqliteException>(() => connection.Execute("CREATE TABLE attached.entries (content TEXT)"));

        Assert.Equal(0, new FileInfo(path).Length);
    }

    [Fact]
    public void BackupOfAPlaintextDatabase_IsRefused()
    {
        var path = _database.PathOf("plain.db");
        CreatePlaintext(path);
        using var plaintext = new SqliteConnection($"Data Source={path};Pooling=False");
        plaintext.Open();
        using var encrypted = _database.Open();

        Assert.Throws<SqliteException>(() => plaintext.BackupDatabase(encrypted));
    }

    private static void CreatePlaintext(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
    }
}
