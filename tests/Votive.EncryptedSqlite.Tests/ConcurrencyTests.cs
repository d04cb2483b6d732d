using System.Security.Cryptography;
using System.Text;

namespace Votive.EncryptedSqlite.Tests;

public sealed class ConcurrencyTests : IDisposable
{
    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task ReadersBesideAWriter_SeeOnlyWholeRows(string journalMode)
    {
        using (var connection = _database.Open())
        {
            connection.Execute($"PRAGMA journal_mode = {journalMode}");
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT NOT NULL, hash TEXT NOT NULL)");
        }

        var writer = Task.Run(() => WriteRows(200), TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadRows(times: 150), TestContext.Current.CancellationToken));
        var mismatches = await Task.WhenAll(readers);
        await writer;

        Assert.Equal([0, 0, 0], mismatches);
        using var check = _database.Open();
        Assert.Equal("ok", check.IntegrityCheck());
        Assert.Equal(200, check.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public async Task TwoProcesses_WriteOneDatabase()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA journal_mode = wal");
        }

        using var first = WriterProcess.Start(_database, "wal", transactions: 100, "first");
        using var second = WriterProcess.Start(_database, "wal", transactions: 100, "second");
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        using var check = _database.Open();
        Assert.Equal("ok", check.IntegrityCheck());
        Assert.Equal(400, check.Query<long>("SELECT count(*) FROM entries WHERE tag = 'first'"));
        Assert.Equal(400, check.Query<long>("SELECT count(*) FROM entries WHERE tag = 'second'"));
    }

    [Theory]
    [InlineData("wal", 14)]
    [InlineData("delete", 6)]
    public async Task WriterKilled_LosesNothingThatWasAcknowledged(string journalMode, int kills)
    {
        var random = new Random(7);
        for (var kill = 0; kill < kills; kill++)
        {
            var tag = $"kill {kill}";
            using var writer = WriterProcess.Start(_database, journalMode, transactions: 0, tag);
            var acknowledged = await writer.KillAfterAsync(random.Next(1, 40), TestContext.Current.CancellationToken);

            using var survivor = _database.Open();
            Assert.Equal("ok", survivor.IntegrityCheck());
            var last = survivor.Query<int>($"SELECT coalesce(max(number), 0) FROM entries WHERE tag = '{tag}'");
            var rows = survivor.Query<int>($"SELECT count(*) FROM entries WHERE tag = '{tag}'");
            Assert.InRange(last, acknowledged, acknowledged + 1);
            Assert.Equal(4 * last, rows);
        }
    }

    private void WriteRows(int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            using var connection = _database.Open();
            using var command = connection.CreateCommand();
            var content = new string((char)('a' + random.Next(26)), random.Next(10, 9000));
            command.CommandText = "INSERT INTO entries (content, hash) VALUES ($content, $hash)";
            command.Parameters.AddWithValue("$content", content);
            command.Parameters.AddWithValue("$hash", Hash(content));
            command.ExecuteNonQuery();
        }
    }

    private int ReadRows(int times)
    {
        var mismatches = 0;
        for (var i = 0; i < times; i++)
        {
            using var connection = _database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT content, hash FROM entries ORDER BY random() LIMIT 10";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                mismatches += Hash(rows.GetString(0)) == rows.GetString(1) ? 0 : 1;
            }
        }

        return mismatches;
    }

    private static string Hash(string content) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
