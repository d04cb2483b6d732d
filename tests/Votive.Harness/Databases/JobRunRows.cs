using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Votive.Harness.Databases;

/// <summary>
/// Rows in a table of Votive's own that no key seals, to make a database large and to tell whether each is there: runs of a job that never was.
/// </summary>
internal static class JobRunRows
{
    private const string Job = "harness";
    private const int ResultBytes = 1500;

    /// <summary>Adds rows, numbered on from those that are there.</summary>
    public static void Add(SqliteConnection connection, int count)
    {
        connection.Execute("BEGIN IMMEDIATE");
        var first = Count(connection);
        for (var number = first; number < first + count; number++)
        {
            connection.Execute(
                """
                INSERT INTO "JobRuns" ("Job", "Slot", "Owner", "StartedAt", "LeasedUntil", "FinishedAt", "Outcome", "Result")
                VALUES ($job, $slot, 'harness', $slot, $slot, $slot, 'Completed', $result)
                """,
                ("$job", Job), ("$slot", Slot(number)), ("$result", Result(number)));
        }

        connection.Execute("COMMIT");
    }

    /// <summary>How many rows there are, when each is what was written.</summary>
    /// <returns>The count and null, or what is wrong.</returns>
    public static (long Count, string? Fault) Read(SqliteConnection connection)
    {
        var number = 0L;
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Slot", "Result" FROM "JobRuns" WHERE "Job" = 'harness' ORDER BY "Slot" """;
        using var reader = command.ExecuteReader();
        for (; reader.Read(); number++)
        {
            if (reader.GetString(0) != Slot(number) || reader.GetString(1) != Result(number))
            {
                return (number, $"row {number} is missing or has other content");
            }
        }

        return (number, null);
    }

    private static long Count(SqliteConnection connection) =>
        connection.Query<long>("""SELECT count(*) FROM "JobRuns" WHERE "Job" = $job""", ("$job", Job));

    private static string Slot(long number) =>
        DateTime.UnixEpoch.AddMinutes(number).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Result(long number)
    {
        var bytes = new byte[ResultBytes / 2];
        new Random((int)number).NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }
}
