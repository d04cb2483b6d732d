using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Votive.EncryptedSqlite.Tests;

internal static class SqliteConnectionExtensions
{
    public static int Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public static T Query<T>(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)Convert.ChangeType(command.ExecuteScalar()!, typeof(T), CultureInfo.InvariantCulture);
    }

    public static string IntegrityCheck(this SqliteConnection connection) => connection.Query<string>("PRAGMA integrity_check");

    public static void InsertRows(this SqliteConnection connection, int rows) => connection.Execute(
        $"""
        WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {rows})
        INSERT INTO entries (content) SELECT 'row ' || n || ' ' || hex(randomblob(100)) FROM number
        """);
}
