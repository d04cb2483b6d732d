using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

public sealed class DatabaseMigrationTests : IAsyncLifetime
{
    private MaintenanceFixture _database = null!;

    public async ValueTask InitializeAsync() => _database = await MaintenanceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task NothingOutstanding_MakesNoBackup()
    {
        var outcome = await MigrateAsync(backUp: true);

        Assert.Equal((0, null, false), (outcome.Applied.Count, outcome.Backup, outcome.IsNew));
        Assert.False(Directory.Exists(_database.BackupFolder));
    }

    [Fact]
    public async Task NoDatabase_IsMadeWithoutABackup()
    {
        File.Delete(_database.DatabasePath);
        File.Delete(_database.DatabasePath + ".made");

        var outcome = await MigrateAsync(backUp: true);

        Assert.True(outcome.IsNew);
        Assert.NotEmpty(outcome.Applied);
        Assert.Null(outcome.Backup);
    }

    /// <summary>As an earlier version of Votive left it: all migrations but the last.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OlderDatabase_IsBackedUpFirstUnlessNotWanted(bool backUp)
    {
        await MakeOlderAsync();

        var outcome = await MigrateAsync(backUp);

        Assert.Single(outcome.Applied);
        Assert.Equal(backUp, outcome.Backup is not null);
        Assert.Equal(backUp ? 1 : 0, BackupFile.In(_database.BackupFolder).Count);
    }

    [Fact]
    public async Task StartOverAnOlderDatabase_LeavesABackupThatVerifies()
    {
        await MakeOlderAsync();

        await StartAsync();

        var backup = Assert.Single(BackupFile.In(_database.BackupFolder));
        var report = await _database.Get<DatabaseVerification>().CheckFileAsync(backup.Path, null, TestContext.Current.CancellationToken);
        Assert.True(report.IsGood, string.Join(' ', report.Faults));
        Assert.Equal((SchemaState.Older, true), (report.Schema, report.HasChecksum));
        Assert.Equal(SchemaState.Current, await ReadSchemaAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartOverNoDatabaseOrACurrentOne_MakesNoBackup(bool isThere)
    {
        if (!isThere)
        {
            File.Delete(_database.DatabasePath);
            File.Delete(_database.DatabasePath + ".made");
        }

        await StartAsync();

        Assert.False(Directory.Exists(_database.BackupFolder));
    }

    [Fact]
    public async Task StartWhoseBackupCannotBeWritten_IsRefused_AndMigratesNothing()
    {
        await MakeOlderAsync();
        await File.WriteAllTextAsync(_database.BackupFolder, "A file in the folder's place.", TestContext.Current.CancellationToken);

        await Refused.WithAsync("DATABASE_URL names a database that is to be migrated, and the backup before it can't be made", StartAsync);

        Assert.Equal(SchemaState.Older, await ReadSchemaAsync());
    }

    [Fact]
    public async Task Export_IsPlainAndForItsOwnerOnly()
    {
        var target = Path.Combine(_database.Folder, "plain.db");

        var outcome = await _database.Get<DatabaseExport>().RunAsync(target, null, TestContext.Current.CancellationToken);

        var bytes = await File.ReadAllBytesAsync(outcome.Path, TestContext.Current.CancellationToken);
        Assert.True(bytes.AsSpan().StartsWith("SQLite format 3\0"u8));
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("visitor-19"u8));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        }

        await Fails.WithAsync(MaintenanceFault.CannotWrite, () => _database.Get<DatabaseExport>().RunAsync(target, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ExportToAMissingFolder_IsRefused()
    {
        var folder = Path.Combine(_database.Folder, "missing");

        var message = await Fails.WithAsync(
            MaintenanceFault.CannotWrite, () => _database.Get<DatabaseExport>().RunAsync(Path.Combine(folder, "plain.db"), null, TestContext.Current.CancellationToken));

        Assert.Equal($"There is no folder '{folder}'.", message);
    }

    /// <summary>All migrations but the last.</summary>
    private async Task MakeOlderAsync()
    {
        await File.WriteAllBytesAsync(_database.DatabasePath, [], TestContext.Current.CancellationToken);
        await using (var context = await _database.Get<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            var lastButOne = context.Database.GetMigrations().ElementAt(^2);
            await context.GetService<IMigrator>().MigrateAsync(lastButOne, TestContext.Current.CancellationToken);
        }

        await _database.CloseAsync();
    }

    private Task StartAsync() => _database.Get<DatabaseMigration>().RunAtStartAsync(refuseLost: true, TestContext.Current.CancellationToken);

    private Task<SchemaState> ReadSchemaAsync() => _database.Get<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken);

    private Task<MigrationOutcome> MigrateAsync(bool backUp) => _database.Get<DatabaseMigration>().RunAsync(backUp, null, TestContext.Current.CancellationToken);
}
