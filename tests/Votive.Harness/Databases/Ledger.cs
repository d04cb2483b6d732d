using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Votive.Harness.Databases;

/// <summary>
/// A table written by numbered transactions whose whole content follows from the number of the last one. So after any fault
/// one can say exactly which state a database is in, or that it is in none.
/// </summary>
/// <remarks>
/// Transaction n inserts the four parts of entry n; every fifth writes the last ten entries anew; each deletes the entry that leaves the window.
/// Contents are of 10 bytes to some pages, so that a transaction touches leaf, overflow, index and free pages.
/// </remarks>
/// <param name="window">How many entries stay; <see cref="int.MaxValue"/> keeps all.</param>
internal sealed class Ledger(int window)
{
    private const int Parts = 4;
    private const int RewriteEvery = 5;
    private const int RewriteSpan = 10;
    private const int LargestContent = 9000;

    /// <summary>Makes the tables where they are missing.</summary>
    public static void Create(SqliteConnection connection) => connection.Execute(
        """
        BEGIN;
        CREATE TABLE IF NOT EXISTS entries (number INTEGER NOT NULL, part INTEGER NOT NULL, version INTEGER NOT NULL, label TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (number, part));
        CREATE INDEX IF NOT EXISTS entries_by_label ON entries (label);
        CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        INSERT OR IGNORE INTO progress VALUES (1, 0);
        COMMIT;
        """);

    /// <summary>Number of the last transaction that was committed.</summary>
    public static long Committed(SqliteConnection connection) => connection.Query<long>("SELECT number FROM progress WHERE id = 1");

    /// <summary>Writes the next transaction.</summary>
    /// <returns>Its number.</returns>
    public long WriteNext(SqliteConnection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        var number = Committed(connection) + 1;
        Change(connection, number);
        connection.Execute("COMMIT");
        return number;
    }

    /// <summary>Does what transaction <paramref name="number"/> does, within a transaction of the caller's.</summary>
    public void Change(SqliteConnection connection, long number)
    {
        for (var part = 0; part < Parts; part++)
        {
            connection.Execute(
                "INSERT INTO entries VALUES ($number, $part, $number, $label, $content)",
                ("$number", number), ("$part", part), ("$label", Label(number, part, number)), ("$content", Content(number, part, number)));
        }

        if (number % RewriteEvery == 0)
        {
            for (var entry = Math.Max(1, number - RewriteSpan + 1); entry < number; entry++)
            {
                for (var part = 0; part < Parts; part++)
                {
                    connection.Execute(
                        "UPDATE entries SET version = $version, label = $label, content = $content WHERE number = $number AND part = $part",
                        ("$number", entry), ("$part", part), ("$version", number), ("$label", Label(entry, part, number)), ("$content", Content(entry, part, number)));
                }
            }
        }

        if (number > window)
        {
            connection.Execute("DELETE FROM entries WHERE number <= $last", ("$last", number - window));
        }

        connection.Execute("UPDATE progress SET number = $number WHERE id = 1", ("$number", number));
    }

    /// <summary>Reads everything and holds it against the state after the transaction that the database says was the last.</summary>
    /// <exception cref="SqliteException">SQLite or the encryption found a fault.</exception>
    public LedgerState Read(SqliteConnection connection)
    {
        connection.Execute("BEGIN");
        try
        {
            var committed = Committed(connection);
            var fault = Compare(connection, committed);
            return new LedgerState(committed, fault);
        }
        finally
        {
            // A failure within may have ended the transaction by itself.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                connection.Execute("ROLLBACK");
            }
        }
    }

    private string? Compare(SqliteConnection connection, long committed)
    {
        var expected = window < committed ? committed - window + 1 : 1;
        var part = 0;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, part, version, label, content FROM entries ORDER BY number, part";
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var found = (Number: reader.GetInt64(0), Part: reader.GetInt32(1));
                if (found != (expected, part))
                {
                    return $"after transaction {committed} part {part} of entry {expected} is missing ({found.Number}/{found.Part} comes instead)";
                }

                var version = VersionAfter(committed, expected);
                if (reader.GetInt64(2) != version || reader.GetString(3) != Label(expected, part, version))
                {
                    return $"after transaction {committed} part {part} of entry {expected} has version {reader.GetInt64(2)} where {version} belongs";
                }

                if (!reader.GetFieldValue<byte[]>(4).AsSpan().SequenceEqual(Content(expected, part, version)))
                {
                    return $"after transaction {committed} part {part} of entry {expected} has other content than was written";
                }

                part++;
                if (part == Parts)
                {
                    (part, expected) = (0, expected + 1);
                }
            }
        }

        if (expected != committed + 1)
        {
            return $"after transaction {committed} the entries from {expected} on are missing";
        }

        var byIndex = connection.Query<long>("SELECT count(*) FROM entries INDEXED BY entries_by_label WHERE label >= ''");
        var rows = (committed - Math.Max(0, window < committed ? committed - window : 0)) * Parts;
        return byIndex == rows ? null : $"after transaction {committed} the index holds {byIndex} rows where {rows} belong";
    }

    private static long VersionAfter(long committed, long entry)
    {
        var last = Math.Min(committed, entry + RewriteSpan - 1);
        last -= last % RewriteEvery;
        return Math.Max(entry, last);
    }

    private static string Label(long number, int part, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{(number * 7919) % 1009:D4}-{number}-{part}-{version}");

    private static byte[] Content(long number, int part, long version)
    {
        var random = new Random(unchecked((int)((number * 31) + (part * 1009) + (version * 65537))));

        // Most are small, some need overflow pages.
        var content = new byte[10 + (random.Next(4) == 0 ? random.Next(LargestContent) : random.Next(700))];
        random.NextBytes(content);
        return content;
    }
}

/// <summary>In which state a ledger was found.</summary>
/// <param name="Committed">The last transaction by its own word.</param>
/// <param name="Fault">Null when all of the content is what it was after that transaction.</param>
internal sealed record LedgerState(long Committed, string? Fault);
