using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

public sealed class DatabaseBackupTests : IAsyncLifetime
{
    private MaintenanceFixture _database = null!;

    public async ValueTask InitializeAsync() => _database = await MaintenanceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Backup_HoldsEveryRow_AndLiesThereWithItsChecksumAlone()
    {
        var backup = await _database.BackUpAsync();

        Assert.Equal(Path.Combine(_database.BackupFolder, "votive-20260301T090000Z.db"), backup.Path);
        Assert.Equal([backup.Path, backup.ChecksumPath], Directory.EnumerateFileSystemEntries(_database.BackupFolder).Order(StringComparer.Ordinal));
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(backup.Path).Count);
    }

    [Fact]
    public async Task Checksum_IsWhatSha256sumReads()
    {
        var backup = await _database.BackUpAsync();

        using var sum = Process.Start(new ProcessStartInfo("sha256sum", ["-c", backup.ChecksumPath])
        {
            WorkingDirectory = _database.BackupFolder,
            RedirectStandardOutput = true,
        })!;
        await sum.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, sum.ExitCode);
    }

    [Fact]
    public async Task Backup_IsForItsOwnerOnly()
    {
        var backup = await _database.BackUpAsync();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_database.BackupFolder));
        }
    }

    [Fact]
    public async Task TwoOfTheSameSecond_GetTwoNames()
    {
        var first = await _database.BackUpAsync();
        var second = await _database.BackUpAsync();

        Assert.Equal([second.Path, first.Path], BackupFile.In(_database.BackupFolder).Select(backup => backup.Path));
    }

    [Fact]
    public async Task ExistingFile_IsNeverOverwritten()
    {
        var target = Path.Combine(_database.Folder, "mine.db");
        await File.WriteAllTextAsync(target, "precious", TestContext.Current.CancellationToken);

        await Fails.WithAsync(MaintenanceFault.CannotWrite, () => _database.BackUpAsync(target));

        Assert.Equal("precious", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ExistingChecksum_IsNeverOverwritten()
    {
        var target = Path.Combine(_database.Folder, "mine.db");
        await File.WriteAllTextAsync(target + ".sha256", "precious", TestContext.Current.CancellationToken);

        await Fails.WithAsync(MaintenanceFault.CannotWrite, () => _database.BackUpAsync(target));

        Assert.Equal("precious", await File.ReadAllTextAsync(target + ".sha256", TestContext.Current.CancellationToken));
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task MissingFolder_IsNotMade()
    {
        var folder = Path.Combine(_database.Folder, "not-mounted");

        var message = await Fails.WithAsync(MaintenanceFault.CannotWrite, () => _database.BackUpAsync(Path.Combine(folder, "mine.db")));

        Assert.Equal($"There is no folder '{folder}'.", message);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task NoRoom_IsToldBeforeAnythingIsWritten()
    {
        await using (var log = File.OpenWrite(_database.DatabasePath + "-wal"))
        {
            // Takes no room itself.
            log.SetLength(new DriveInfo(_database.Folder).AvailableFreeSpace + (1024 * 1024 * 1024L));
        }

        var message = await Fails.WithAsync(MaintenanceFault.CannotWrite, () => _database.BackUpAsync());

        Assert.Matches(@"\d+ MiB are needed, \d+ MiB are free", message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_database.BackupFolder));
        File.Delete(_database.DatabasePath + "-wal");
    }

    [Fact]
    public async Task ChecksumOfAKilledRun_IsRemoved_ButNoOthers()
    {
        Directory.CreateDirectory(_database.BackupFolder);
        var left = Path.Combine(_database.BackupFolder, "votive-20260228T031100Z.db.sha256");
        var ofAnother = Path.Combine(_database.BackupFolder, "votive-usb.db.sha256");
        var underWay = Path.Combine(_database.BackupFolder, "votive-20260228T041100Z.db.sha256");
        foreach (var path in new[] { left, ofAnother, underWay })
        {
            await File.WriteAllTextAsync(path, "sum", TestContext.Current.CancellationToken);
        }

        using (PartialFile.Claim(underWay[..^".sha256".Length]))
        {
            await _database.BackUpAsync();
        }

        Assert.Equal((false, true, true), (File.Exists(left), File.Exists(ofAnother), File.Exists(underWay)));
    }

    [Theory]
    [InlineData(11, 11, MaintenanceFault.Damaged)]
    [InlineData(26, 26, MaintenanceFault.Damaged)]
    [InlineData(10, 8202, MaintenanceFault.Damaged)]
    [InlineData(10, 778, MaintenanceFault.CannotWrite)]
    [InlineData(21, 21, MaintenanceFault.Failed)]
    [InlineData(13, 13, MaintenanceFault.CannotWrite)]
    [InlineData(5, 5, MaintenanceFault.InUse)]
    public async Task SqliteFailure_IsDamageOnlyWhereItSaysSo(int code, int extendedCode, MaintenanceFault expected)
    {
        var message = await Fails.WithAsync(expected, () => MaintenanceFailure.NamingAsync<bool>(
            "/data/votive.db", () => throw new SqliteException("", code, extendedCode), TestContext.Current.CancellationToken, "/mnt/copy.db"));

        Assert.Contains("/data/votive.db", message, StringComparison.Ordinal);
        Assert.Equal(expected == MaintenanceFault.Damaged, message.Contains("Restore a backup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keep_DeletesTheOldestOfItsOwnFinishedBackups_AndNothingElse()
    {
        var first = await _database.BackUpAsync();
        _database.Clock.Advance(TimeSpan.FromDays(1));
        var second = await _database.BackUpAsync();
        _database.Clock.Advance(TimeSpan.FromDays(1));
        var byHand = Path.Combine(_database.BackupFolder, "before-the-move.db");
        var withoutSum = Path.Combine(_database.BackupFolder, "votive-20200101T000000Z.db");
        File.Copy(first.Path, byHand);
        File.Copy(first.Path, withoutSum);

        var third = await _database.BackUpAsync(keep: 2);

        Assert.Equal([first.Path], third.Pruned);
        Assert.False(File.Exists(first.Path));
        Assert.False(File.Exists(first.ChecksumPath));
        Assert.All([second.Path, third.Path, byHand, withoutSum], path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public async Task PartialOfAKilledRun_IsNoBackup_AndTheNextRemovesIt()
    {
        Directory.CreateDirectory(_database.BackupFolder);
        var left = Path.Combine(_database.BackupFolder, "votive-20260228T031100Z.db.partial");
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(left + ".lock", "", TestContext.Current.CancellationToken);

        Assert.Empty(BackupFile.In(_database.BackupFolder));
        var backup = await _database.BackUpAsync();

        Assert.Equal([backup.Path, backup.ChecksumPath], Directory.EnumerateFileSystemEntries(_database.BackupFolder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PartialInUse_IsLeftAlone()
    {
        Directory.CreateDirectory(_database.BackupFolder);
        using var other = PartialFile.Claim(Path.Combine(_database.BackupFolder, "votive-20260228T031100Z.db"))!;
        await File.WriteAllTextAsync(other.Path, "being written", TestContext.Current.CancellationToken);

        await _database.BackUpAsync();

        Assert.True(File.Exists(other.Path));
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var progress = new Listener(_ => cancelled.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _database.Get<DatabaseBackup>().RunAsync(null, null, progress, cancelled.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_database.BackupFolder));
    }

    [Fact]
    public async Task DamagedDatabase_GivesNoBackup()
    {
        DamagePage(_database.DatabasePath, 7);

        var message = await Fails.WithAsync(MaintenanceFault.Damaged, () => _database.BackUpAsync());

        Assert.Contains("db verify", message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_database.BackupFolder));
    }

    [Fact]
    public async Task NoDatabase_IsRefused()
    {
        File.Delete(_database.DatabasePath);

        await Fails.WithAsync(MaintenanceFault.NoDatabase, () => _database.BackUpAsync());
    }

    /// <summary>Scaled down from 100 writes a second times 20, which the harness does.</summary>
    [Theory]
    [InlineData(3)]
    public async Task BesideAWriter_EachBackupVerifies_AndHoldsWhatWasAcknowledgedBefore(int backups)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var acknowledged = 0;
        _database.OpenService();
        var writer = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await _database.SaveAsync($"written-{Volatile.Read(ref acknowledged)}");
                    Interlocked.Increment(ref acknowledged);
                }
            },
            TestContext.Current.CancellationToken);
        var verification = _database.Get<DatabaseVerification>();
        for (var number = 0; number < backups; number++)
        {
            var before = Volatile.Read(ref acknowledged);
            var backup = await _database.BackUpAsync();

            var report = await verification.CheckFileAsync(backup.Path, null, TestContext.Current.CancellationToken);
            var held = MaintenanceFixture.ReadSubjects(backup.Path).ToHashSet();
            Assert.True(report.IsGood, string.Join(' ', report.Faults));
            Assert.All(Enumerable.Range(0, before), row => Assert.Contains($"written-{row}", held));
        }

        await enough.CancelAsync();
        await writer;
        Assert.True(acknowledged > backups, "The writer was held up.");
    }

    internal static void DamagePage(string path, int number)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = ((number - 1) * 4096) + 100;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }
}
