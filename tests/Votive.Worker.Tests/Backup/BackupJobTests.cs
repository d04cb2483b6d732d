using System.Text.Json;
using Votive.Worker.Backup;

namespace Votive.Worker.Tests.Backup;

public sealed class BackupJobTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task Run_LeavesABackupWithItsChecksum()
    {
        await _database.MigrateAsync();
        await using var worker = new WorkerProgram(_database, new TestJob(), ("JOB_BACKUP_ENABLED", "true"));
        worker.StartServer();

        var run = Assert.Single(await _database.FinishedRunsAsync(BackupJob.Name, 1));

        var backup = Assert.Single(Backups());
        Assert.True(File.Exists(backup + ".sha256"));
        Assert.Equal(new FileInfo(backup).Length, JsonDocument.Parse(run.Result!).RootElement.GetProperty("backupBytes").GetInt64());
    }

    [Fact]
    public async Task MoreThanAreKept_GoTheOldestFirst()
    {
        await _database.MigrateAsync();
        await using var worker = new WorkerProgram(_database, new TestJob(), ("JOB_BACKUP_ENABLED", "true"), ("JOB_BACKUP_KEEP", "2"));
        worker.StartServer();
        for (var day = 1; day <= 4; day++)
        {
            await _database.FinishedRunsAsync(BackupJob.Name, day);
            _database.Clock.Advance(TimeSpan.FromDays(1));
        }

        await _database.FinishedRunsAsync(BackupJob.Name, 5);

        Assert.Equal(["20260304", "20260305"], Backups().Select(path => Path.GetFileName(path).Substring("votive-".Length, 8)));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private string[] Backups() => [.. Directory.EnumerateFiles(Path.Combine(_database.Folder, "backups"), "*.db").Order(StringComparer.Ordinal)];
}
