using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Tests;

public sealed class CopyTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public CopyTests() => _database.Fill(rows: 1000);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Backup_HoldsEverythingUnderItsOwnSalt()
    {
        var path = _database.PathOf("backup.db");
        using (var source = _database.Open())
        using (var target = _database.Open(path))
        {
            source.BackupDatabase(target);
        }

        using var backup = _database.Open(path);

        Assert.Equal("ok", backup.IntegrityCheck());
        Assert.Equal(1000, backup.Query<long>("SELECT count(*) FROM entries"));
        Assert.NotEqual(File.ReadAllBytes(_database.FilePath)[..16], File.ReadAllBytes(path)[..16]);
    }

    [Fact]
    public void BackupUnderAnotherKey_OpensWithThatKeyOnly()
    {
        var path = _database.PathOf("rekeyed.db");
        var newKey = RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes);
        using (var source = _database.Open())
        using (var target = _database.Open(path, newKey))
        {
            source.BackupDatabase(target);
        }

        using var rekeyed = _database.Open(path, newKey);

        Assert.Equal("ok", rekeyed.IntegrityCheck());
        Assert.Equal(1000, rekeyed.Query<long>("SELECT count(*) FROM entries"));
        Assert.Equal(EncryptedFileState.WrongKeyOrDamaged, EncryptedFile.Probe(path, _database.Key));
    }

    [Fact]
    public void RestoreIntoALiveDatabase_ReplacesItsContent()
    {
        using var other = _database.Sibling();
        other.Fill(rows: 3);
        using (var source = other.Open())
        using (var target = _database.Open())
        {
            source.BackupDatabase(target);
        }

        using var restored = _database.Open();

        Assert.Equal("ok", restored.IntegrityCheck());
        Assert.Equal(3, restored.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void VacuumInto_MakesAnEncryptedCopy()
    {
        var path = _database.PathOf("vacuumed.db");
        using (var source = _database.Open())
        {
            source.Execute($"VACUUM INTO '{path}'");
        }

        using var copy = _database.Open(path);

        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(path, _database.Key));
        Assert.Equal("ok", copy.IntegrityCheck());
        Assert.Equal(1000, copy.Query<long>("SELECT count(*) FROM entries"));
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void AttachedDatabase_IsReadWrittenAndChecked(string journalMode)
    {
        var otherPath = _database.PathOf("other.db");
        using (var other = _database.Open(otherPath))
        {
            other.Execute($"PRAGMA journal_mode = {journalMode}");
            other.Execute("CREATE TABLE others (id INTEGER PRIMARY KEY, content TEXT)");
        }

        using var connection = _database.Open();
        connection.Execute($"ATTACH '{otherPath}' AS other");
        connection.Execute("BEGIN; INSERT INTO other.others SELECT id, content FROM entries; DELETE FROM entries WHERE id > 10; COMMIT");

        Assert.Equal(10, connection.Query<long>("SELECT count(*) FROM entries JOIN other.others USING (id, content)"));
        Assert.Equal(1000, connection.Query<long>("SELECT count(*) FROM other.others"));
        Assert.Equal("ok", connection.IntegrityCheck());
    }

    [Fact]
    public void AttachedUnderAnotherKey_IsRefused()
    {
        var otherPath = _database.PathOf("other.db");
        using (var other = _database.Open(otherPath, RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes)))
        {
            other.Execute("CREATE TABLE others (id INTEGER PRIMARY KEY)");
        }

        using var connection = _database.Open();

        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => connection.Execute($"ATTACH '{otherPath}' AS other"));
    }

    [Fact]
    public void Vacuum_ShrinksTheDatabaseInPlace()
    {
        var before = new FileInfo(_database.FilePath).Length;
        using (var connection = _database.Open())
        {
            connection.Execute("DELETE FROM entries WHERE id > 100");
            connection.Execute("VACUUM");
            Assert.Equal("ok", connection.IntegrityCheck());
        }

        Assert.True(new FileInfo(_database.FilePath).Length < before / 2);
    }
}
