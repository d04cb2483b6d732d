using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

public sealed class DatabaseVerificationTests : IAsyncLifetime
{
    private MaintenanceFixture _database = null!;

    public async ValueTask InitializeAsync() => _database = await MaintenanceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task WholeDatabase_PassesEveryCheck()
    {
        var report = await CheckAsync();

        Assert.All(report.Checks, check => Assert.Equal(VerificationOutcome.Passed, check.Outcome));
        Assert.Equal(["key", "pages", "integrity", "foreign keys", "schema", "field keys"], report.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task InUse_LeavesOutThePagesAlone()
    {
        await _database.SaveAsync("somebody");

        var report = await CheckAsync();

        Assert.True(report.IsGood);
        Assert.Equal(["pages"], report.Checks.Where(check => check.Outcome == VerificationOutcome.Skipped).Select(check => check.Name));
    }

    [Fact]
    public async Task ServiceThatRests_IsNotKeptOff_AndThePagesAreChecked()
    {
        using var service = await DatabaseUse.TryShareAsync(_database.DatabasePath, _database.Clock, TestContext.Current.CancellationToken);
        var shared = new List<bool>();
        var progress = new Listener(step =>
        {
            if (step.Step == MaintenanceStep.CheckingPages)
            {
                var share = DatabaseUse.TryShareAsync(_database.DatabasePath, _database.Clock, TestContext.Current.CancellationToken);
                shared.Add(share.IsCompletedSuccessfully);
                share.ContinueWith(use => use.GetAwaiter().GetResult()?.Dispose(), TaskScheduler.Default);
            }
        });

        var report = await _database.Get<DatabaseVerification>().CheckDatabaseAsync(progress, TestContext.Current.CancellationToken);

        Assert.Equal(VerificationOutcome.Passed, Assert.Single(report.Checks, check => check.Name == "pages").Outcome);
        Assert.NotEmpty(shared);
        Assert.DoesNotContain(false, shared);
    }

    [Fact]
    public async Task Verifying_LeavesNothingBesideTheDatabase()
    {
        await CheckAsync();

        Assert.False(File.Exists(_database.DatabasePath + "-wal"));
    }

    [Fact]
    public async Task FieldKeyThatIsLacking_IsWhatIsWrong()
    {
        var backup = await _database.BackUpAsync();
        var verification = _database.OpenService(fieldKeys: $"field-2:{new string('8', 64)}").GetRequiredService<DatabaseVerification>();

        Assert.Contains("'field-1'", Assert.Single((await verification.CheckFileAsync(backup.Path, null, TestContext.Current.CancellationToken)).Faults), StringComparison.Ordinal);
        Assert.Contains("'field-1'", Assert.Single((await verification.CheckDatabaseAsync(null, TestContext.Current.CancellationToken)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldKeyOfTheSameNameThatIsAnother_IsWhatIsWrong()
    {
        var verification = _database.OpenService(fieldKeys: $"field-1:{new string('8', 64)}").GetRequiredService<DatabaseVerification>();

        Assert.Contains("'field-1'", Assert.Single((await verification.CheckDatabaseAsync(null, TestContext.Current.CancellationToken)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoKeyring_LeavesOutTheFieldKeysAlone()
    {
        var verification = _database.OpenService(fieldKeys: $"none:{new string('8', 64)}", hasFieldKeys: false).GetRequiredService<DatabaseVerification>();

        var report = await verification.CheckDatabaseAsync(null, TestContext.Current.CancellationToken);

        Assert.True(report.IsGood);
        Assert.Equal(["field keys"], report.Checks.Where(check => check.Outcome == VerificationOutcome.Skipped).Select(check => check.Name));
    }

    [Fact]
    public async Task DamagedPage_IsNamed()
    {
        DatabaseBackupTests.DamagePage(_database.DatabasePath, 7);

        var report = await CheckAsync();

        Assert.Contains("7", Assert.Single(report.Checks, check => check.Name == "pages").Detail, StringComparison.Ordinal);
        Assert.False(report.IsGood);
    }

    [Fact]
    public async Task UnfinishedBackup_IsNoBackupEvenWhereItIsWhole()
    {
        var partial = Path.Combine(_database.Folder, "killed.db.partial");
        File.Copy(_database.DatabasePath, partial);

        var report = await _database.Get<DatabaseVerification>().CheckFileAsync(partial, null, TestContext.Current.CancellationToken);

        Assert.Contains("never finished", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherKey_IsWhatIsWrong()
    {
        var report = await _database.Get<DatabaseVerification>(MaintenanceFixture.OtherKey).CheckDatabaseAsync(null, TestContext.Current.CancellationToken);

        Assert.Contains("DATABASE_KEY", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewerSchema_IsWhatIsWrong()
    {
        await ExecuteAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""");

        var report = await CheckAsync();

        Assert.Contains("newer", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowThatPointsNowhere_IsWhatIsWrong()
    {
        await ExecuteAsync("""PRAGMA foreign_keys = OFF; INSERT INTO "PromptLabels" VALUES ('none', 'production', 'none')""");

        var report = await CheckAsync();

        Assert.Contains("PromptLabels", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedBackup_FailsItsChecksum()
    {
        var backup = await _database.BackUpAsync();
        DatabaseBackupTests.DamagePage(backup.Path, 5);

        var report = await CheckFileAsync(backup.Path);

        Assert.Equal(["checksum", "pages"], report.Checks.Where(check => check.Outcome == VerificationOutcome.Failed).Select(check => check.Name));
    }

    [Fact]
    public async Task CutBackup_IsWhatIsWrong()
    {
        var backup = await _database.BackUpAsync();
        await using (var file = File.OpenWrite(backup.Path))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.False((await CheckFileAsync(backup.Path)).IsGood);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dear diary")]
    public async Task OtherFile_IsWhatIsWrong(string content)
    {
        var path = Path.Combine(_database.Folder, "other.db");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);

        Assert.False((await CheckFileAsync(path)).IsGood);
    }

    [Fact]
    public async Task Verifying_LeavesNothingBesideABackup()
    {
        var backup = await _database.BackUpAsync();

        await CheckFileAsync(backup.Path);

        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_database.BackupFolder).Count());
    }

    [Fact]
    public async Task Status_TellsSizeSchemaRowsAndTheLastBackup()
    {
        var backup = await _database.BackUpAsync();
        await _database.CloseAsync();
        _database.Clock.Advance(TimeSpan.FromHours(3));

        var status = await _database.Get<DatabaseStatus>().ReadAsync(TestContext.Current.CancellationToken);

        Assert.Null(status.Fault);
        Assert.Equal((Votive.Storage.Databases.SchemaState.Current, false), (status.Schema, status.Locked));
        Assert.Equal(MaintenanceFixture.Drafts, status.Rows["Drafts"]);
        Assert.Equal(new LastBackup(backup.Path, _database.Clock.GetUtcNow().AddHours(-3), 3 * 3600, backup.SizeBytes), status.LastBackup);
        Assert.Equal(status.SizeBytes, status.PageCount * 4096);
        var use = Assert.Single(status.FieldKeys);
        Assert.Equal(("field-1", true, true), (use.KeyId, use.InForce, use.IsKnown));
        Assert.True(use.Count >= MaintenanceFixture.Drafts);
    }

    [Fact]
    public async Task Status_BesideARestore_LeavesTheDatabaseAlone()
    {
        using var alone = DatabaseUse.TryTakeAlone(_database.DatabasePath);

        var status = await _database.PassingTimeAsync(_database.Get<DatabaseStatus>().ReadAsync(TestContext.Current.CancellationToken));

        Assert.Contains("restore", status.Fault, StringComparison.Ordinal);
        Assert.Empty(status.Rows);
    }

    [Fact]
    public async Task Status_OfADatabaseInUse_SaysSo()
    {
        var before = await _database.Get<DatabaseStatus>().ReadAsync(TestContext.Current.CancellationToken);
        await _database.CloseAsync();
        await _database.OpenService().GetRequiredService<Votive.Storage.Databases.VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken);

        var status = await _database.Get<DatabaseStatus>().ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((false, true), (before.InUse, status.InUse));
    }

    private Task<VerificationReport> CheckAsync() => _database.Get<DatabaseVerification>().CheckDatabaseAsync(null, TestContext.Current.CancellationToken);

    private Task<VerificationReport> CheckFileAsync(string path) => _database.Get<DatabaseVerification>().CheckFileAsync(path, null, TestContext.Current.CancellationToken);

    private async Task ExecuteAsync(string sql)
    {
        await using (var context = await _database.Get<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await context.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
        }

        await _database.CloseAsync();
    }
}
