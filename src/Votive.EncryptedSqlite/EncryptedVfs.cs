using SQLitePCL;
using Votive.EncryptedSqlite.Cryptography;
using Votive.EncryptedSqlite.Files;
using Votive.EncryptedSqlite.Interop;
using Votive.EncryptedSqlite.Registration;

namespace Votive.EncryptedSqlite;

/// <summary>A SQLite VFS that keeps database, WAL and journal encrypted with AES-256-GCM, page by page.</summary>
public static class EncryptedVfs
{
    /// <summary>Length of a master key in bytes.</summary>
    public const int KeySizeBytes = 32;

    /// <summary>Name of the meter that reports on encryption in this process.</summary>
    public const string MeterName = "Votive.EncryptedSqlite";

    /// <summary>
    /// Name of the counter of encrypted page writes. Each spends one random nonce: one database file must stay far below 2^32 of them;
    /// VACUUM INTO, or the backup API into a new file, starts afresh. Tags: the VFS, and the kind of file
    /// (<c>database</c>, <c>wal</c>, <c>journal</c>).
    /// </summary>
    public const string PageWritesInstrument = "votive.encrypted_sqlite.page_writes";

    /// <summary>Makes the VFS for one key known to SQLite; a second call with the same key gives the same name.</summary>
    /// <param name="masterKey">32 random bytes. A copy is kept for the life of the process.</param>
    /// <returns>The VFS name to put into a connection string (<c>Vfs=…</c>). It tells nothing of the key.</returns>
    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    /// <exception cref="InvalidOperationException">SQLite refused.</exception>
    public static string Register(ReadOnlySpan<byte> masterKey)
    {
        RequireKeySize(masterKey);
        return VfsRegistration.Ensure(masterKey);
    }

    /// <summary>Must run on every connection as it opens: reserves the room for nonce and tag in each page and keeps temporary files in memory.</summary>
    /// <exception cref="InvalidOperationException">
    /// The connection's main database was not opened through an encrypted VFS (it would be plaintext), or SQLite refused.
    /// </exception>
    public static unsafe void Prepare(sqlite3 database)
    {
        ArgumentNullException.ThrowIfNull(database);

        NativeFile* file = null;
        var result = SqliteLibrary.FileControl(database, null, FileControlOperation.FilePointer, &file);
        if (result != ResultCode.Ok || StoredFileCallbacks.TryGet(file) is not MainFile)
        {
            throw new InvalidOperationException("The connection was not opened through an encrypted VFS: its connection string lacks Vfs=, or names another.");
        }

        var reserved = PageLayout.ReservedSize;
        result = SqliteLibrary.FileControl(database, null, FileControlOperation.ReserveBytes, &reserved);
        if (result == ResultCode.Ok)
        {
            result = raw.sqlite3_exec(database, "PRAGMA temp_store = MEMORY");
        }

        if (result != ResultCode.Ok)
        {
            throw new InvalidOperationException($"SQLite refused to prepare the connection for encryption (result {result}).");
        }
    }

    internal static void RequireKeySize(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length != KeySizeBytes)
        {
            throw new ArgumentException($"A master key is {KeySizeBytes} bytes long, not {masterKey.Length}.", nameof(masterKey));
        }
    }
}
