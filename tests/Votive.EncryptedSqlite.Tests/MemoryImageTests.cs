using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Votive.EncryptedSqlite.Tests;

/// <summary><c>sqlite3_serialize</c> and <c>sqlite3_deserialize</c>, which go past the VFS: what they handle is plaintext, in memory.</summary>
public sealed class MemoryImageTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public MemoryImageTests() => _database.Fill(rows: 100);

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Serialized_IsPlaintextInMemoryAndLeavesTheFileEncrypted()
    {
        using var connection = _database.Open();

        var image = Serialize(connection);

        Assert.Equal("SQLite format 3\0"u8.ToArray(), image[..16]);
        Assert.Equal(EncryptedFileState.Valid, EncryptedFile.Probe(_database.FilePath, _database.Key));
    }

    [Fact]
    public void Deserialized_IsNoLongerOurFileAndIsNotPrepared()
    {
        byte[] image;
        using (var source = _database.Open())
        {
            source.Execute("PRAGMA journal_mode = delete");
            image = Serialize(source);
        }

        using var connection = _database.Open(_database.PathOf("other.db"));
        var copy = raw.sqlite3_malloc(image.Length);
        Marshal.Copy(image, 0, copy, image.Length);
        const int FreeOnClose = 1;
        var result = raw.sqlite3_deserialize(connection.Handle!, "main", copy, image.Length, image.Length, FreeOnClose);

        Assert.Equal(raw.SQLITE_OK, result);
        Assert.Equal(100, connection.Query<long>("SELECT count(*) FROM entries"));
        Assert.Throws<InvalidOperationException>(() => EncryptedVfs.Prepare(connection.Handle!));
        Assert.Equal(0, new FileInfo(_database.PathOf("other.db")).Length);
    }

    private static byte[] Serialize(SqliteConnection connection)
    {
        var memory = raw.sqlite3_serialize(connection.Handle!, "main", out var size, 0);
        var image = new byte[size];
        Marshal.Copy(memory, image, 0, image.Length);
        raw.sqlite3_free(memory);
        return image;
    }
}
