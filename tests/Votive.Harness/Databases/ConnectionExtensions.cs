using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Votive.Harness.Databases;

/// <summary>Short forms for statements.</summary>
internal static class ConnectionExtensions
{
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static T Query<T>(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return (T)Convert.ChangeType(command.ExecuteScalar() ?? throw new InvalidOperationException($"No row: {sql}"), typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>SQLite's own check: <c>ok</c>, or what is wrong.</summary>
    public static string IntegrityCheck(this SqliteConnection connection) => connection.Query<string>("PRAGMA integrity_check(3)");

    /// <summary>True when there is such a table.</summary>
    public static bool HasTable(this SqliteConnection connection, string table) =>
        connection.Query<long>("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $name", ("$name", table)) == 1;

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
