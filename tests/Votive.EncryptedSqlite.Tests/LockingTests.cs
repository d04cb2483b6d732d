using System.Runtime.InteropServices;
using SQLitePCL;

namespace Votive.EncryptedSqlite.Tests;

public sealed class LockingTests : IDisposable
{
    private const int Ok = 0;
    private const int Busy = 5;

    private readonly EncryptedDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int BusyHandler(nint argument, int attempt);

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void LockHeldByAnotherProcess_IsWaitedFor(string journalMode)
    {
        _database.Fill(rows: 10, journalMode);
        using var holder = WriterProcess.Hold(_database);
        using var connection = _database.Open();
        var waits = 0;
        BusyHandler letGoAtTheFifth = (_, attempt) =>
        {
            waits++;
            if (attempt == 5)
            {
                holder.LetGo();
            }

            Thread.Yield();
            return 1;
        };
        Assert.Equal(Ok, SetBusyHandler(connection.Handle!, letGoAtTheFifth, 0));

        connection.InsertRows(1);
        GC.KeepAlive(letGoAtTheFifth);

        Assert.True(waits > 5);
        Assert.Equal(11, connection.Query<long>("SELECT count(*) FROM entries"));
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task LockHeldForTooLong_IsBusyAndHarmsNothing(string journalMode)
    {
        _database.Fill(rows: 10, journalMode);
        using var holder = WriterProcess.Hold(_database);
        using var connection = _database.Open();
        connection.Execute("PRAGMA busy_timeout = 1");

        var refusal = raw.sqlite3_exec(connection.Handle!, "BEGIN IMMEDIATE");
        holder.LetGo();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        connection.InsertRows(1);

        Assert.Equal(Busy, refusal);
        Assert.Equal(11, connection.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void WritersOfOneProcess_TakeTurns()
    {
        using var first = _database.OpenWithTable();
        using var second = _database.Open();
        first.Execute("BEGIN IMMEDIATE");
        second.Execute("PRAGMA busy_timeout = 1");

        var refusal = raw.sqlite3_exec(second.Handle!, "BEGIN IMMEDIATE");
        first.Execute("COMMIT");

        Assert.Equal(Busy, refusal);
        Assert.Equal(Ok, raw.sqlite3_exec(second.Handle!, "BEGIN IMMEDIATE"));
    }

    /// <summary>POSIX lets go of all locks on a file when the process closes any descriptor of it.</summary>
    [Fact]
    public void LookingIntoTheFileFromOutside_LeavesTheLocksOfOpenConnections()
    {
        _database.Fill(rows: 1000, "delete");
        using var connection = _database.Open();
        connection.Execute("BEGIN IMMEDIATE");

        EncryptedFile.Probe(_database.FilePath, _database.Key);
        EncryptedFile.ReadSalt(_database.FilePath);
        EncryptedFile.CheckPages(_database.FilePath, _database.Key, null, TestContext.Current.CancellationToken);
        EncryptedVfs.CountPageWrites(_database.FilePath);
        EncryptedVfs.SettlePageWrites(_database.FilePath, pages => pages);

        Assert.Equal(Busy, WriterProcess.Try(_database));
        connection.Execute("COMMIT");
        Assert.Equal(Ok, WriterProcess.Try(_database));
    }

    [Fact]
    public void OtherProcessClosesLast_LeavesTheWalOfAnOpenConnectionThatWasProbed()
    {
        using var connection = _database.OpenWithTable();
        connection.InsertRows(10);

        EncryptedFile.Probe(_database.FilePath, _database.Key);
        Assert.Equal(Ok, WriterProcess.Try(_database));
        connection.InsertRows(10);

        Assert.True(File.Exists(_database.WalPath));
        using var other = _database.Open();
        Assert.Equal(20, other.Query<long>("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void LookingIntoTheFileAgainAndAgain_DoesNotPileUpDescriptors()
    {
        using var connection = _database.OpenWithTable();
        connection.InsertRows(10);
        var before = Descriptors();

        for (var i = 0; i < 100; i++)
        {
            EncryptedVfs.CountPageWrites(_database.FilePath);
        }

        // SQLite keeps one open for as long as the connection holds a lock, and takes it again.
        Assert.InRange(Descriptors(), before, before + 1);

        int Descriptors() => Directory.EnumerateFiles($"/proc/{Environment.ProcessId}/fd").Count(fd => new FileInfo(fd).LinkTarget == _database.FilePath);
    }

    [Fact]
    public void SharedMemory_IsSharedByConnectionsAndGoesWithTheLast()
    {
        using (var writer = _database.OpenWithTable())
        using (var reader = _database.Open())
        {
            writer.InsertRows(10);
            Assert.Equal(10, reader.Query<long>("SELECT count(*) FROM entries"));
            reader.Execute("BEGIN");
            Assert.Equal(10, reader.Query<long>("SELECT count(*) FROM entries"));
            writer.InsertRows(10);
            Assert.Equal(10, reader.Query<long>("SELECT count(*) FROM entries"));
            reader.Execute("COMMIT");
            Assert.Equal(20, reader.Query<long>("SELECT count(*) FROM entries"));
            Assert.True(File.Exists(_database.FilePath + "-shm"));
        }

        Assert.Equal(["test.db"], _database.Files().Keys);
    }

    [Fact]
    public void ExclusiveLocking_KeepsTheWalIndexInMemory()
    {
        using (var connection = _database.Open())
        {
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
            connection.Execute("PRAGMA journal_mode = wal");
            connection.Execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, content TEXT)");
            connection.InsertRows(1000);

            // Not read, which would let go of the locks.
            Assert.True(File.Exists(_database.WalPath));
            Assert.False(File.Exists(_database.FilePath + "-shm"));
            Assert.Equal(Busy, WriterProcess.Try(_database));
            Assert.Equal("ok", connection.IntegrityCheck());
        }

        using var reader = _database.Open();
        Assert.Equal(1000, reader.Query<long>("SELECT count(*) FROM entries"));
    }

    [Theory]
    [InlineData("PASSIVE", 0)]
    [InlineData("FULL", 1)]
    [InlineData("RESTART", 1)]
    [InlineData("TRUNCATE", 1)]
    public void CheckpointBesideAReader_KeepsTheReadersSnapshot(string mode, int expectedBusy)
    {
        using var writer = _database.OpenWithTable();
        using var reader = _database.Open();
        writer.Execute("PRAGMA wal_autocheckpoint = 0");
        writer.Execute("PRAGMA busy_timeout = 1");
        writer.InsertRows(500);
        reader.Execute("BEGIN");
        var before = reader.Query<long>("SELECT sum(length(content)) FROM entries");
        writer.Execute("UPDATE entries SET content = 'changed'");

        var busy = writer.Query<int>($"PRAGMA wal_checkpoint({mode})");
        var during = reader.Query<long>("SELECT sum(length(content)) FROM entries");
        reader.Execute("COMMIT");
        var busyAfter = writer.Query<int>($"PRAGMA wal_checkpoint({mode})");

        Assert.Equal(expectedBusy, busy);
        Assert.Equal(before, during);
        Assert.Equal(0, busyAfter);
        Assert.Equal(500, reader.Query<long>("SELECT count(*) FROM entries WHERE content = 'changed'"));
        Assert.Equal("ok", reader.IntegrityCheck());
        Assert.Equal(mode == "TRUNCATE", new FileInfo(_database.WalPath).Length == 0);
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler", CallingConvention = CallingConvention.Cdecl)]
    private static extern int SetBusyHandler(sqlite3 database, BusyHandler handler, nint argument);
}
