using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

public sealed class ProbeTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void NoFile_IsMissing() => Assert.Equal(EncryptedFileState.Missing, Probe());

    [Fact]
    public void NoDirectory_IsMissing() =>
        Assert.Equal(EncryptedFileState.Missing, EncryptedFile.Probe(_database.PathOf("nowhere/test.db"), _database.Key));

    [Fact]
    public void FileOfNoBytes_IsEmpty()
    {
        File.WriteAllBytes(_database.FilePath, []);

        Assert.Equal(EncryptedFileState.Empty, Probe());
    }

    [Fact]
    public void EncryptedDatabase_IsValid()
    {
        _database.Fill(rows: 10);

        Assert.Equal(EncryptedFileState.Valid, Probe());
    }

    [Fact]
    public void DatabaseInUse_IsValid()
    {
        using var connection = _database.OpenWithTable();
        connection.Execute("BEGIN IMMEDIATE");
        connection.InsertRows(10);

        Assert.Equal(EncryptedFileState.Valid, Probe());
    }

    [Fact]
    public void WrongKey_IsWrongKeyOrDamaged()
    {
        _database.Fill(rows: 10);

        var state = EncryptedFile.Probe(_database.FilePath, RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes));

        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, state);
    }

    [Fact]
    public void BitFlippedInTheFirstPage_IsWrongKeyOrDamaged()
    {
        _database.Fill(rows: 10);
        var content = File.ReadAllBytes(_database.FilePath);
        content[500] ^= 1;
        File.WriteAllBytes(_database.FilePath, content);

        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, Probe());
    }

    [Fact]
    public void FirstPageTornButKeptInTheJournal_IsValid()
    {
        using var crashed = _database.Sibling();
        _database.Fill(rows: 1000, "delete");
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA cache_size = 5");
            connection.Execute("BEGIN");
            connection.Execute("CREATE TABLE changes_the_first_page (id INTEGER PRIMARY KEY)");
            connection.Execute("UPDATE entries SET content = hex(randomblob(100))");
            _database.CopyTo(crashed);
        }

        using (var stream = File.OpenWrite(crashed.FilePath))
        {
            stream.Position = 2048;
            stream.Write(new byte[2048]);
        }

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(crashed.FilePath, crashed.Key));
        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, EncryptedFile.Probe(crashed.FilePath, RandomNumberGenerator.GetBytes(32)));
    }

    [Fact]
    public void Directory_IsAnError() => Assert.Throws<IOException>(() => EncryptedFile.Probe(_database.PathOf(""), _database.Key));

    [Fact]
    public void UnencryptedDatabase_IsPlaintext()
    {
        using (var connection = new SqliteConnection($"Data Source={_database.FilePath};Pooling=False"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY)");
        }

        Assert.Equal(EncryptedFileState.Plaintext, Probe());
    }

    [Fact]
    public void FileShorterThanAPage_IsNotADatabase()
    {
        _database.Fill(rows: 10);
        File.WriteAllBytes(_database.FilePath, File.ReadAllBytes(_database.FilePath)[..4095]);

        Assert.Equal(EncryptedFileState.NotADatabase, Probe());
    }

    [Fact]
    public void FileOfZeros_IsNotADatabase()
    {
        File.WriteAllBytes(_database.FilePath, new byte[8192]);

        Assert.Equal(EncryptedFileState.NotADatabase, Probe());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void KeyOfAnotherLength_IsAnError(int length) =>
        Assert.Throws<ArgumentException>(() => EncryptedFile.Probe(_database.FilePath, new byte[length]));

    private EncryptedFileState Probe() => EncryptedFile.Probe(_database.FilePath, _database.Key);
}
