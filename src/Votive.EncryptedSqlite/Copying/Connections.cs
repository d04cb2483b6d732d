using SQLitePCL;

namespace Votive.EncryptedSqlite.Copying;

/// <summary>Connections to SQLite as copying needs them, whose failures are exceptions.</summary>
internal static class Connections
{
    /// <summary>Opens an existing file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="vfs">Name of the VFS; null for that of the operating system.</param>
    /// <exception cref="DatabaseCopyException">SQLite can't.</exception>
    public static sqlite3 Open(string path, string? vfs)
    {
        // With SQLITE_OPEN_URI, so that VACUUM INTO can name the VFS of its target.
        const int Flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_URI;
        var result = raw.sqlite3_open_v2(ToUri(path), out var connection, Flags, vfs!);
        if (result == raw.SQLITE_OK)
        {
            return connection;
        }

        using (connection)
        {
            throw Failure(connection, result);
        }
    }

    /// <exception cref="DatabaseCopyException">SQLite can't.</exception>
    public static void Execute(this sqlite3 connection, string sql)
    {
        var result = raw.sqlite3_exec(connection, sql);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(connection, result);
        }
    }

    /// <summary>The first column of the first row.</summary>
    /// <exception cref="DatabaseCopyException">SQLite can't.</exception>
    public static long QueryInt64(this sqlite3 connection, string sql)
    {
        var result = raw.sqlite3_prepare_v2(connection, sql, out var statement);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(connection, result);
        }

        using (statement)
        {
            result = raw.sqlite3_step(statement);
            return result == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : throw Failure(connection, result);
        }
    }

    /// <summary>The exception for a call on a connection that has just failed.</summary>
    public static DatabaseCopyException Failure(sqlite3 connection, int result)
    {
        var extended = raw.sqlite3_extended_errcode(connection);
        return new(
            $"SQLite could not copy the database: {raw.sqlite3_errmsg(connection).utf8_to_string()}.",
            (extended & 0xFF) == (result & 0xFF) ? extended : result);
    }

    /// <summary>As a URI in which nothing of the path can pass for a parameter.</summary>
    public static string ToUri(string fullPath) =>
        "file:" + string.Join('/', fullPath.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
}
