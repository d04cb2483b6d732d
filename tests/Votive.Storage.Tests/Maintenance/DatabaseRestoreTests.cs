using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

public sealed class DatabaseRestoreTests : IAsyncLifetime
{
    private MaintenanceFixture _database = null!;
    private BackupOutcome _backup = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await MaintenanceFixture.CreateAsync();
        _backup = await _database.BackUpAsync();
        await _database.CloseAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Restore_BringsBackEveryRow_AndKeepsTheFormerDatabase()
    {
        await _database.SaveAsync("later");
        await _database.CloseAsync();

        var outcome = await _database.RestoreAsync(_backup.Path);

        Assert.DoesNotContain("later", MaintenanceFixture.ReadSubjects(_database.DatabasePath));
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
        Assert.Contains("later", MaintenanceFixture.ReadSubjects(outcome.FormerPath!));
        Assert.False(File.Exists(_database.DatabasePath + ".restoring"));
    }

    [Fact]
    public async Task RestoredDatabase_IsUnderANewSalt_AndServesAtOnce()
    {
        await _database.RestoreAsync(_backup.Path);

        Assert.NotEqual(EncryptedFile.ReadSalt(_backup.Path), EncryptedFile.ReadSalt(_database.DatabasePath));
        await _database.CloseAsync();
        await _database.OpenService().GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);
        await _database.SaveAsync("after");
    }

    [Fact]
    public async Task LostDatabase_IsThereAgain()
    {
        File.Delete(_database.DatabasePath);

        var outcome = await _database.RestoreAsync(_backup.Path);

        Assert.Null(outcome.FormerPath);
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
    }

    [Fact]
    public async Task RestoredDatabaseOfANewMachine_IsMissedWhereItIsLost()
    {
        File.Delete(_database.DatabasePath);
        File.Delete(_database.DatabasePath + ".made");
        await _database.RestoreAsync(_backup.Path);
        await _database.CloseAsync();
        File.Delete(_database.DatabasePath);

        await Refused.WithAsync(
            "DATABASE_URL names a database that was there and is gone",
            () => _database.Get<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DamagedDatabase_IsReplaced_AndKeptAsItWas()
    {
        DatabaseBackupTests.DamagePage(_database.DatabasePath, 1);
        var damaged = await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken);

        var outcome = await _database.RestoreAsync(_backup.Path);

        Assert.Equal(damaged, await File.ReadAllBytesAsync(outcome.FormerPath!, TestContext.Current.CancellationToken));
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
    }

    [Fact]
    public async Task RunningService_IsNotDisturbed()
    {
        var service = _database.OpenService();
        await service.GetRequiredService<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken);
        var steps = new List<MaintenanceStep>();

        await Fails.WithAsync(MaintenanceFault.InUse, () => _database.PassingTimeAsync(_database.Get<DatabaseRestore>().RunAsync(
            _backup.Path, requireChecksum: true, new Listener(step => steps.Add(step.Step)), TestContext.Current.CancellationToken)));

        // Told before the backup is read through.
        Assert.Empty(steps);
    }

    [Fact]
    public async Task WhoeverOnlyLooks_IsWaitedFor()
    {
        var look = await DatabaseUse.TryShareAsync(_database.DatabasePath, _database.Clock, TestContext.Current.CancellationToken);
        var alone = DatabaseUse.TryTakeAloneAsync(_database.DatabasePath, _database.Clock, TestContext.Current.CancellationToken);
        _database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(alone.IsCompleted);

        look!.Dispose();

        using var taken = await _database.PassingTimeAsync(alone);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task FormerThatAFailedRekeyKept_GetsANameThatNoStartDeletes()
    {
        File.Copy(_database.DatabasePath, _database.DatabasePath + ".before-rekey");

        await _database.RestoreAsync(_backup.Path);

        Assert.False(File.Exists(_database.DatabasePath + ".before-rekey"));
        Assert.Equal(2, Directory.EnumerateFiles(_database.Folder, "votive.db.before-restore-*").Count());
    }

    [Fact]
    public async Task FieldKeysOfAnotherTime_AreAKeyFault()
    {
        var restore = _database.OpenService(fieldKeys: $"field-2:{new string('8', 64)}").GetRequiredService<DatabaseRestore>();

        var message = await Fails.WithAsync(MaintenanceFault.Key, () => restore.RunAsync(_backup.Path, requireChecksum: true, null, TestContext.Current.CancellationToken));

        Assert.Contains("'field-1'", message, StringComparison.Ordinal);
        Assert.Contains("secrets.env", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionOfAnyProgram_IsNotDisturbed()
    {
        await using var context = await _database.OpenService().GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Drafts.CountAsync(TestContext.Current.CancellationToken);

        await Fails.WithAsync(MaintenanceFault.InUse, () => _database.PassingTimeAsync(_database.RestoreAsync(_backup.Path)));
    }

    [Fact]
    public async Task ServiceThatStartsMeanwhile_IsRefused()
    {
        using var alone = DatabaseUse.TryTakeAlone(_database.DatabasePath)!;
        var start = _database.OpenService().GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);
        while (!start.IsCompleted)
        {
            _database.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Refused.WithAsync("DATABASE_URL names a database that a restore", () => start);
    }

    [Fact]
    public async Task Partial_IsRefused()
    {
        File.Move(_backup.Path, _backup.Path + ".partial");

        await Fails.WithAsync(MaintenanceFault.BadFile, () => _database.RestoreAsync(_backup.Path + ".partial", requireChecksum: false));
    }

    [Fact]
    public async Task MissingChecksum_IsRefusedUnlessWaived()
    {
        File.Delete(_backup.ChecksumPath);

        var message = await Fails.WithAsync(MaintenanceFault.BadFile, () => _database.RestoreAsync(_backup.Path));
        await _database.RestoreAsync(_backup.Path, requireChecksum: false);

        Assert.Contains("--no-checksum", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WrongChecksum_IsRefusedAlsoWhereItIsNotRequired(bool requireChecksum)
    {
        await File.WriteAllTextAsync(_backup.ChecksumPath, $"{new string('0', 64)}  {Path.GetFileName(_backup.Path)}\n", TestContext.Current.CancellationToken);
        var before = MaintenanceFixture.ReadSubjects(_database.DatabasePath);

        await Fails.WithAsync(MaintenanceFault.BadFile, () => _database.RestoreAsync(_backup.Path, requireChecksum));

        Assert.Equal(before, MaintenanceFixture.ReadSubjects(_database.DatabasePath));
    }

    [Fact]
    public async Task CutBackup_IsRefused()
    {
        await using (var file = File.OpenWrite(_backup.Path))
        {
            file.SetLength(file.Length - 4096);
        }

        File.Delete(_backup.ChecksumPath);

        await Fails.WithAsync(MaintenanceFault.BadFile, () => _database.RestoreAsync(_backup.Path, requireChecksum: false));
    }

    [Fact]
    public async Task BackupOfANewerVersion_IsRefused()
    {
        await using (var context = await _database.Get<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await context.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""", TestContext.Current.CancellationToken);
        }

        var copy = Path.Combine(_database.Folder, "newer.db");
        await _database.CloseAsync();
        File.Copy(_database.DatabasePath, copy);

        var message = await Fails.WithAsync(MaintenanceFault.BadFile, () => _database.RestoreAsync(copy, requireChecksum: false));

        Assert.Contains("newer", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackupUnderThePreviousKey_ComesUnderTheKeyInForce()
    {
        var restore = _database.Get<DatabaseRestore>(MaintenanceFixture.OtherKey, previousKey: MaintenanceFixture.Key);

        var outcome = await restore.RunAsync(_backup.Path, requireChecksum: true, null, TestContext.Current.CancellationToken);

        Assert.True(outcome.WasUnderPreviousKey);
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath, MaintenanceFixture.OtherKey).Count);
    }

    [Fact]
    public async Task BackupUnderAKeyBeforeThePrevious_ComesUnderTheKeyInForce()
    {
        var restore = _database.Get<DatabaseRestore>(MaintenanceFixture.OtherKey, previousKey: $"{new string('3', 64)}, {MaintenanceFixture.Key}");

        Assert.True((await restore.RunAsync(_backup.Path, requireChecksum: true, null, TestContext.Current.CancellationToken)).WasUnderPreviousKey);
    }

    [Fact]
    public async Task BackupUnderAnUnknownKey_IsRefused() =>
        await Fails.WithAsync(
            MaintenanceFault.Key,
            () => _database.Get<DatabaseRestore>(MaintenanceFixture.OtherKey).RunAsync(_backup.Path, requireChecksum: true, null, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Cancelled_LeavesTheDatabaseAsItWas()
    {
        using var cancelled = new CancellationTokenSource();
        var before = await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken);
        var progress = new Listener(step =>
        {
            if (step.Step == MaintenanceStep.Copying)
            {
                cancelled.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _database.Get<DatabaseRestore>().RunAsync(_backup.Path, requireChecksum: true, progress, cancelled.Token));

        Assert.Equal(before, await File.ReadAllBytesAsync(_database.DatabasePath, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Directory.EnumerateFiles(_database.Folder), path => path.Contains(".restoring", StringComparison.Ordinal) || path.Contains(".before-", StringComparison.Ordinal));
    }

    /// <summary>
    /// The worst log there is: the former database came from the same backup and can't be opened, so it lies there with a log full of commits.
    /// Whatever the moment of a kill, the database is then the former with its log or the restored one without.
    /// </summary>
    [Fact]
    public async Task KilledAtAnyStep_TheFormerLogIsNeverTakenForTheRestored()
    {
        await _database.RestoreAsync(_backup.Path);
        await _database.CloseAsync();
        await LeaveLogAsync("in-the-log");
        await using (var file = File.OpenWrite(_database.DatabasePath))
        {
            file.SetLength(100);
        }

        var snapshots = new List<(MaintenanceStep Step, string Folder)>();
        var progress = new Listener(step =>
        {
            if (snapshots.Count == 0 || snapshots[^1].Step != step.Step)
            {
                var folder = Path.Combine(_database.Folder, $"killed-{snapshots.Count}");
                MaintenanceFixture.CopyFolder(_database.Folder, folder);
                snapshots.Add((step.Step, folder));
            }
        });

        var outcome = await _database.Get<DatabaseRestore>().RunAsync(_backup.Path, requireChecksum: true, progress, TestContext.Current.CancellationToken);

        Assert.Contains(MaintenanceStep.Replaced, snapshots.Select(snapshot => snapshot.Step));
        Assert.Contains(MaintenanceStep.LogSetAside, snapshots.Select(snapshot => snapshot.Step));
        foreach (var (step, folder) in snapshots)
        {
            var database = Path.Combine(folder, "votive.db");
            if (step is MaintenanceStep.Replaced or MaintenanceStep.Cleared)
            {
                Assert.Equal(step == MaintenanceStep.Replaced, File.Exists(database + "-wal"));
                await _database.OpenService(folder: folder).GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);
                Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(database).Count);
            }
            else
            {
                Assert.True(File.Exists(database + "-wal"), $"{step}: the former lost its log.");
            }
        }

        Assert.True(new FileInfo(outcome.FormerPath + "-wal").Length > 0);
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
    }

    [Fact]
    public async Task HotJournalOfTheFormer_IsNotRolledBackIntoTheRestored()
    {
        DatabaseBackupTests.DamagePage(_database.DatabasePath, 1);

        // A journal that says: the database had one page before.
        var journal = new byte[512 + 4096];
        new byte[] { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 16, 0 }.CopyTo(journal, 0);
        await File.WriteAllBytesAsync(_database.DatabasePath + "-journal", journal, TestContext.Current.CancellationToken);

        var outcome = await _database.RestoreAsync(_backup.Path);

        Assert.False(File.Exists(_database.DatabasePath + "-journal"));
        Assert.True(File.Exists(outcome.FormerPath + "-journal"));
        Assert.Equal(MaintenanceFixture.Drafts, MaintenanceFixture.ReadSubjects(_database.DatabasePath).Count);
    }

    [Fact]
    public async Task LogOfAFormerThatOpens_GoesIntoItFirst()
    {
        await LeaveLogAsync("in-the-log");

        var outcome = await _database.RestoreAsync(_backup.Path);

        Assert.False(File.Exists(outcome.FormerPath + "-wal"));
        Assert.Contains("in-the-log", MaintenanceFixture.ReadSubjects(outcome.FormerPath!));
        Assert.DoesNotContain("in-the-log", MaintenanceFixture.ReadSubjects(_database.DatabasePath));
    }

    /// <summary>What a service that is killed leaves: the database, and commits that are only in the log.</summary>
    private async Task LeaveLogAsync(string subject)
    {
        await _database.OpenService().GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);
        await _database.SaveAsync(subject);
        var killed = Path.Combine(_database.Folder, "killed");
        MaintenanceFixture.CopyFolder(_database.Folder, killed);
        await _database.CloseAsync();
        MaintenanceFixture.CopyFolder(killed, _database.Folder);
        Directory.Delete(killed, recursive: true);
        Assert.True(new FileInfo(_database.DatabasePath + "-wal").Length > 0);
    }
}
