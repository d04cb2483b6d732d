using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>The connection string.</summary>
internal static class SqliteConnectionText
{
    /// <summary>Longest wait for another writer before a command fails.</summary>
    public const int BusyTimeoutSeconds = 5;

    public static string For(StorageOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = options.DatabasePath,
        Vfs = EncryptedVfs.Register(DatabaseKey.Parse(options.DatabaseKey)),

        // Never makes a file: a database that is missing is noticed, not replaced.
        Mode = SqliteOpenMode.ReadWrite,
        ForeignKeys = true,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();
}
