using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Votive.Harness.Databases;

namespace Votive.Harness.Children;

/// <summary>
/// One of several processes on one database: a writer that says the number of each row once it is committed, or a reader on several
/// threads that checks hashes and snapshots and says what is wrong. Both under the pressure of a busy garbage collector.
/// </summary>
internal static class Contender
{
    public const string Verb = "contend";
    public const string Writer = "writer";
    public const string Reader = "reader";
    public const string Wrong = "wrong ";
    public const string Read = "read ";

    private const int ReaderThreads = 3;
    private const int LargestContent = 6000;
    private const int WritesBetweenCheckpoints = 40;
    private const int CheckpointPatienceMilliseconds = 50;

    /// <summary>Arguments: path, key in hex, role, number of the writer, seconds (0 = no end), writes (0 = no end), rows that each writer keeps (0 = all).</summary>
    public static IEnumerable<string> Arguments(DatabaseFiles files, string role, int id, int seconds, int writes, int window) =>
        [Verb, files.Path, Convert.ToHexString(files.Key), role, .. new[] { id, seconds, writes, window }.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Makes the tables.</summary>
    public static void Create(DatabaseFiles files)
    {
        using var connection = files.Open();
        connection.Execute("PRAGMA journal_mode = wal");
        connection.Execute(
            """
            CREATE TABLE events (writer INTEGER NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (writer, number));
            CREATE TABLE writers (writer INTEGER PRIMARY KEY, number INTEGER NOT NULL);
            """);
    }

    /// <summary>Checks all rows of a writer in one snapshot.</summary>
    /// <returns>Number of its rows and of the last, and what is wrong with them; null when nothing is.</returns>
    public static (long Rows, long Last, string? Fault) Check(SqliteConnection connection, int writer, int window)
    {
        connection.Execute("BEGIN");
        try
        {
            var last = connection.Query<long>("SELECT coalesce(max(number), 0) FROM writers WHERE writer = $writer", ("$writer", writer));
            var expected = window > 0 && last > window ? last - window + 1 : 1;
            var rows = 0L;
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT number, content, hash FROM events WHERE writer = $writer ORDER BY number";
                command.Parameters.AddWithValue("$writer", writer);
                using var reader = command.ExecuteReader();
                for (; reader.Read(); rows++, expected++)
                {
                    if (reader.GetInt64(0) != expected)
                    {
                        return (rows, last, $"writer {writer}: row {expected} is missing, its last is {last}");
                    }

                    if (!SHA256.HashData(reader.GetFieldValue<byte[]>(1)).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(2)))
                    {
                        return (rows, last, $"writer {writer}: row {expected} does not fit its hash");
                    }
                }
            }

            return (rows, last, expected == last + 1 ? null : $"writer {writer}: rows from {expected} to {last} are missing");
        }
        finally
        {
            connection.Execute("ROLLBACK");
        }
    }

    public static int Run(string[] arguments)
    {
        var files = new DatabaseFiles(arguments[0], Convert.FromHexString(arguments[1]));
        var numbers = arguments[3..].Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var (id, seconds, writes, window) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        var watch = Stopwatch.StartNew();
        bool MayGoOn(long done) => (seconds == 0 || watch.Elapsed.TotalSeconds < seconds) && (writes == 0 || done < writes);

        using var collecting = new Timer(_ => GC.Collect(), null, 10, 10);
        if (arguments[2] == Writer)
        {
            Write(files, id, window, MayGoOn);
            return 0;
        }

        var threads = Enumerable.Range(0, ReaderThreads).Select(number => new Thread(() => ReadOn(files, id, number, window, MayGoOn))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return 0;
    }

    private static void Write(DatabaseFiles files, int id, int window, Func<long, bool> mayGoOn)
    {
        string[] checkpoints = ["passive", "full", "restart", "truncate"];
        var random = new Random(id);
        using var connection = files.Open(create: false);
        for (var number = 1L; mayGoOn(number - 1); number++)
        {
            var content = new byte[random.Next(1, LargestContent)];
            random.NextBytes(content);
            connection.Execute("BEGIN IMMEDIATE");
            connection.Execute(
                "INSERT INTO events VALUES ($writer, $number, $content, $hash); INSERT OR REPLACE INTO writers VALUES ($writer, $number)",
                ("$writer", id), ("$number", number), ("$content", content), ("$hash", SHA256.HashData(content)));
            if (window > 0)
            {
                connection.Execute("DELETE FROM events WHERE writer = $writer AND number <= $last", ("$writer", id), ("$last", number - window));
            }

            connection.Execute("COMMIT");
            ChildVerb.Say(number.ToString(CultureInfo.InvariantCulture));
            if (number % WritesBetweenCheckpoints == 0)
            {
                // That readers or writers are in the way is an answer, not a fault; and while one that waits has the writers' lock, nobody else writes.
                connection.Execute($"PRAGMA busy_timeout = {CheckpointPatienceMilliseconds}");
                connection.Query<long>($"PRAGMA wal_checkpoint({checkpoints[random.Next(checkpoints.Length)]})");
                connection.Execute($"PRAGMA busy_timeout = {DatabaseFiles.BusyTimeoutMilliseconds}");
            }
        }
    }

    private static void ReadOn(DatabaseFiles files, int writers, int thread, int window, Func<long, bool> mayGoOn)
    {
        var (rows, connection) = (0L, files.Open(create: false));
        try
        {
            var random = new Random(thread);
            while (mayGoOn(0))
            {
                // Now and then one that was never open, with a cache of its own.
                if (random.Next(20) == 0)
                {
                    connection.Dispose();
                    connection = files.Open(create: false);
                    connection.Execute($"PRAGMA cache_size = {random.Next(2) * 50}");
                }

                var (count, _, fault) = Check(connection, random.Next(writers), window);
                rows += count;
                if (fault is not null)
                {
                    ChildVerb.Say(Wrong + fault);
                }
            }
        }
        catch (SqliteException e)
        {
            ChildVerb.Say($"{Wrong}{e.SqliteErrorCode}/{e.SqliteExtendedErrorCode} {e.Message}");
        }
        finally
        {
            connection.Dispose();
        }

        ChildVerb.Say(Read + rows.ToString(CultureInfo.InvariantCulture));
    }
}
