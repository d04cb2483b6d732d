using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Benchmarks.Stores;

internal static class SqliteConnectionExtensions
{
    [SuppressMessage("Security", "CA2100", Justification = "The statements are this program's own.")]
    public static object? Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
