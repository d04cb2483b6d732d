using System.Runtime.InteropServices;
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

    /// <summary>
    /// Page writes for one database file, under one salt, that are worth a warning: half of <see cref="PageWriteLimit"/>. Copy the database into a
    /// new file (<see cref="DatabaseCopy"/>, or VACUUM INTO), which starts afresh.
    /// </summary>
    public const long PageWriteWarning = 1L << 31;

    /// <summary>
    /// Page writes for one database file, under one salt, at which writing ends (NIST SP 800-38D, 8.3: 2^32 random nonces under one key). Changes are
    /// refused then with SQLITE_FULL, for the room for nonces is full; reading, checkpoints and rollbacks go on.
    /// </summary>
    public const long PageWriteLimit = 1L << 32;

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

    /// <summary>
    /// Must run on every connection as it opens: reserves the room for nonce and tag in each page and keeps temporary files in memory.
    /// Costs next to nothing the second time, so that it may run at each open of a connection from a pool.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The connection's main database was not opened through an encrypted VFS (it would be plaintext), or SQLite refused.
    /// </exception>
    public static unsafe void Prepare(sqlite3 database)
    {
        ArgumentNullException.ThrowIfNull(database);

        if (MainFileOf(database) is not { } main)
        {
            throw new InvalidOperationException("The connection was not opened through an encrypted VFS: its connection string lacks Vfs=, or names another.");
        }

        // A connection from a pool opens often and is prepared once.
        var connection = database.DangerousGetHandle();
        if (main.PreparedConnection == connection)
        {
            return;
        }

        var reserved = PageLayout.ReservedSize;
        var result = SqliteLibrary.FileControl(database, null, FileControlOperation.ReserveBytes, &reserved);
        if (result == ResultCode.Ok)
        {
            result = raw.sqlite3_exec(database, "PRAGMA temp_store = MEMORY");
        }

        if (result != ResultCode.Ok)
        {
            throw new InvalidOperationException($"SQLite refused to prepare the connection for encryption (result {result}).");
        }

        main.PreparedConnection = connection;
    }

    /// <summary>
    /// Pages encrypted for a database, its WAL and its journal by this process so far, under the salt that the file has now. A copy of the
    /// file has the same salt and the same count. Zero while there is no database at the path.
    /// </summary>
    /// <param name="path">Path of the main database file.</param>
    /// <exception cref="IOException">The file can't be read, or is a directory.</exception>
    public static long CountPageWrites(string path) => CountOf(path)?.Here ?? 0;

    /// <summary>
    /// Settles this process's page writes for a database, under its present salt, with a count that is kept over all processes and restarts.
    /// The total counts towards <see cref="PageWriteLimit"/> from then on; a total below an earlier one takes nothing back.
    /// </summary>
    /// <param name="path">Path of the main database file.</param>
    /// <param name="add">
    /// Gets the pages that this process has encrypted and not settled yet, adds them to the count and returns the new total. Where it throws,
    /// nothing is settled. Called by one thread of the process at a time.
    /// </param>
    /// <returns>The total.</returns>
    /// <exception cref="InvalidDataException">There is no encrypted database at the path.</exception>
    /// <exception cref="IOException">The file can't be read, or is a directory.</exception>
    public static long SettlePageWrites(string path, Func<long, long> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        var count = CountOf(path) ?? throw new InvalidDataException("There is no encrypted database at the path.");
        return count.Settle(add);
    }

    /// <summary>Whether the main database of a connection was opened through an encrypted VFS.</summary>
    internal static bool IsEncrypted(sqlite3 database) => MainFileOf(database) is not null;

    /// <summary>Name of the VFS under a connection's main database; null if it is in memory.</summary>
    internal static unsafe string? NameOfVfs(sqlite3 database)
    {
        NativeVfs* vfs = null;
        var result = SqliteLibrary.FileControl(database, null, FileControlOperation.VfsPointer, &vfs);
        return result == ResultCode.Ok && vfs is not null ? Marshal.PtrToStringUTF8((nint)vfs->Name) : null;
    }

    /// <summary>Null when the connection's main database is not encrypted.</summary>
    private static unsafe MainFile? MainFileOf(sqlite3 database)
    {
        NativeFile* file = null;
        var result = SqliteLibrary.FileControl(database, null, FileControlOperation.FilePointer, &file);
        return result == ResultCode.Ok ? StoredFileCallbacks.TryGet(file) as MainFile : null;
    }

    private static PageWriteCount? CountOf(string path)
    {
        Span<byte> salt = stackalloc byte[DatabaseKeys.SaltSize];
        return EncryptedFile.TryReadSalt(path, salt) ? PageWriteCount.Of(salt) : null;
    }

    internal static void RequireKeySize(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length != KeySizeBytes)
        {
            throw new ArgumentException($"A master key is {KeySizeBytes} bytes long, not {masterKey.Length}.", nameof(masterKey));
        }
    }
}
