using SQLitePCL;

namespace Votive.EncryptedSqlite;

/// <summary>A SQLite VFS that keeps database, WAL and journal encrypted with AES-256-GCM, page by page.</summary>
public static class EncryptedVfs
{
    /// <summary>Length of a master key in bytes.</summary>
    public const int KeySizeBytes = 32;

    /// <summary>Makes the VFS for one key known to SQLite; a second call with the same key gives the same name.</summary>
    /// <param name="masterKey">32 random bytes.</param>
    /// <returns>The VFS name to put into a connection string (<c>Vfs=…</c>). It tells nothing of the key.</returns>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public static string Register(ReadOnlySpan<byte> masterKey) => throw new NotImplementedException();

    /// <summary>Must run on every connection as it opens: reserves the room for nonce and tag in each page and keeps temporary files in memory.</summary>
    /// <exception cref="InvalidOperationException">SQLite refused.</exception>
    public static void Prepare(sqlite3 database) => throw new NotImplementedException();
}
