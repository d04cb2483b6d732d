using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Connections to encrypted files for work on the whole of them. None is pooled: closed is closed.</summary>
internal static class DatabaseConnections
{
    /// <summary>Opens the database as services do, beside them.</summary>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection Open(string path, byte[] key) => Open(
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite },
        key,
        $"PRAGMA busy_timeout = {SqliteConnectionText.BusyTimeoutSeconds * 1000}; PRAGMA synchronous = FULL");

    /// <summary>
    /// Opens the database for reading beside services. As it closes, it neither empties the log nor deletes it: whoever reads the file itself
    /// meanwhile loses SQLite's locks on it with that (POSIX drops them when any handle of the process is closed), so it may not be the last.
    /// </summary>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection OpenReader(string path, byte[] key)
    {
        const int NoCheckpointOnClose = 1006;
        var connection = Open(path, key);
        SQLitePCL.raw.sqlite3_db_config(connection.Handle!, NoCheckpointOnClose, 1, out _);
        return connection;
    }

    /// <summary>Opens a file that nobody writes to, and leaves nothing beside it.</summary>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection OpenCopy(string path, byte[] key)
    {
        // A database that was copied by hand together with its write-ahead log is only whole with it.
        var query = File.Exists(path + "-wal") ? "" : "?immutable=1";
        var source = "file:" + string.Join('/', Path.GetFullPath(path).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) + query;
        return Open(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly }, key, "PRAGMA query_only = ON");
    }

    /// <summary>
    /// Makes sure that nobody has the database open, and empties its write-ahead log into it, so that afterwards it is one file.
    /// </summary>
    /// <exception cref="SqliteException">Somebody has it open (<see cref="SqliteResult.Busy"/>), or it can't be read.</exception>
    public static void Settle(string path, byte[] key)
    {
        using var connection = Open(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 1 },
            key,
            // Set before anything is read, SQLite takes the whole file for this connection as it first looks at it.
            "PRAGMA busy_timeout = 500; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE");
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)";
        using var result = command.ExecuteReader();
        while (result.Read() || result.NextResult())
        {
            // Runs to the end; a statement that fails throws.
        }
    }

    private static SqliteConnection Open(SqliteConnectionStringBuilder text, byte[] key, string settings)
    {
        text.Vfs = EncryptedVfs.Register(key);
        text.Pooling = false;
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            EncryptedVfs.Prepare(connection.Handle!);
            using var command = connection.CreateCommand();
            command.CommandText = settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
