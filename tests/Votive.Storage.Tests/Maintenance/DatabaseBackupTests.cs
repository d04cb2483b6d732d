using System.Diagnostics;
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
