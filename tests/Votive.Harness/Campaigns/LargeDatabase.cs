using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Votive.EncryptedSqlite;
using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// A database far larger than the page cache is written, checkpointed, changed at random, thinned, vacuumed into a new file and vacuumed
/// in place; each time every row is compared by the hash of its content.
/// </summary>
internal sealed class LargeDatabase : ICampaign
{
    private const long FullBytes = 300L << 20;
    private const int LargestContent = 6000;
    private const int LargeBlob = 2 << 20;
    private const int RowsPerTransaction = 500;

    private static readonly string[] CacheSizes = ["0", "-2000"];

    public string Name => "large";

    public string Unit => "rows";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        var bytes = run.Options.Full ? FullBytes : FullBytes / 10;

        // One at a time: each needs much of the disk.
        return run.TrialsAsync(CacheSizes.Length, 1, trial =>
        {
            Exercise(trial, run, CacheSizes[trial.Number % CacheSizes.Length], bytes, cancellationToken);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private static void Exercise(Trial trial, CampaignRun run, string cacheSize, long bytes, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(trial.Folder, trial.Random);
        var rows = new Dictionary<long, ulong>();
        using (var connection = files.Open())
        {
            connection.Execute("PRAGMA journal_mode = wal");
            connection.Execute($"PRAGMA cache_size = {cacheSize}");
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content BLOB NOT NULL); CREATE INDEX entries_by_length ON entries (length(content))");
            Insert(connection, rows, trial.Random, bytes, cancellationToken);
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            run.Remark(string.Create(CultureInfo.InvariantCulture, $"cache_size {cacheSize}: {new FileInfo(files.Path).Length >> 20} MiB, {rows.Count} rows"));
            Check(trial, connection, rows, "after writing");

            Change(connection, rows, trial.Random, rows.Count / 10);
            Check(trial, connection, rows, "after random updates");

            Delete(connection, rows, trial.Random);
            Check(trial, connection, rows, "after deletes");

            var copy = new DatabaseFiles(Path.Combine(trial.Folder, "copy.db"), files.Key);
            connection.Execute($"VACUUM INTO '{copy.Path}'");
            using (var copied = copy.Open(create: false))
            {
                Check(trial, copied, rows, "in the copy of VACUUM INTO");
            }

            copy.Delete();
            DatabaseCopy.WriteEncrypted(connection.Handle!, copy.Path, copy.Key, null, cancellationToken);
            using (var copied = copy.Open(create: false))
            {
                Check(trial, copied, rows, "in the copy of DatabaseCopy");
            }

            copy.Delete();
            connection.Execute("VACUUM");
            Check(trial, connection, rows, "after VACUUM");
        }

        using var again = files.Open(create: false);
        Check(trial, again, rows, "opened again");
    }

    private static void Insert(SqliteConnection connection, Dictionary<long, ulong> rows, Random random, long bytes, CancellationToken cancellationToken)
    {
        for (var written = 0L; written < bytes;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            connection.Execute("BEGIN");
            for (var i = 0; i < RowsPerTransaction && written < bytes; i++)
            {
                var content = new byte[random.Next(4000) == 0 ? LargeBlob : random.Next(1, LargestContent)];
                random.NextBytes(content);
                var id = rows.Count + 1L;
                connection.Execute("INSERT INTO entries VALUES ($id, $content)", ("$id", id), ("$content", content));
                rows.Add(id, Hash(content));
                written += content.Length;
            }

            connection.Execute("COMMIT");
        }
    }

    private static void Change(SqliteConnection connection, Dictionary<long, ulong> rows, Random random, int count)
    {
        var ids = rows.Keys.ToArray();
        for (var done = 0; done < count;)
        {
            connection.Execute("BEGIN");
            for (var i = 0; i < RowsPerTransaction && done < count; i++, done++)
            {
                var content = new byte[random.Next(1, LargestContent)];
                random.NextBytes(content);
                var id = ids[random.Next(ids.Length)];
                connection.Execute("UPDATE entries SET content = $content WHERE id = $id", ("$id", id), ("$content", content));
                rows[id] = Hash(content);
            }

            connection.Execute("COMMIT");
        }
    }

    /// <summary>Every third row, and a long stretch.</summary>
    private static void Delete(SqliteConnection connection, Dictionary<long, ulong> rows, Random random)
    {
        var remainder = random.Next(3);
        var (from, to) = (rows.Count / 4, rows.Count / 2);
        connection.Execute("DELETE FROM entries WHERE id % 3 = $remainder OR id BETWEEN $from AND $to", ("$remainder", remainder), ("$from", from), ("$to", to));
        foreach (var id in rows.Keys.Where(id => id % 3 == remainder || (id >= from && id <= to)).ToArray())
        {
            rows.Remove(id);
        }
    }

    private static void Check(Trial trial, SqliteConnection connection, Dictionary<long, ulong> rows, string when)
    {
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault($"{when}: {integrity}");
        }

        var found = 0L;
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT id, content FROM entries";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                found++;
                if (!rows.TryGetValue(reader.GetInt64(0), out var hash) || Hash(reader.GetFieldValue<byte[]>(1)) != hash)
                {
                    trial.IntegrityFault($"{when}: row {reader.GetInt64(0)} has content that was not written");
                    return;
                }
            }
        }

        if (found < rows.Count)
        {
            trial.LostRows(rows.Count - found, $"{when}: {found} rows where {rows.Count} belong");
        }

        trial.CountRound(found);
    }

    private static ulong Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BitConverter.ToUInt64(hash);
    }
}
