using Microsoft.Extensions.Options;
using Votive.Storage.Maintenance;
using Votive.Worker.Scheduling;

namespace Votive.Worker.Backup;

/// <summary>Backs up the SQLite database into the data folder, and deletes the oldest backups there. On PostgreSQL it does nothing, and says so.</summary>
internal sealed partial class BackupJob(DatabaseBackup backup, IOptions<BackupOptions> options, ILogger<BackupJob> logger) : Job
{
    public const string Name = "backup";

    /// <summary>Daily, early in the morning, off the full hour.</summary>
    public const string DefaultSchedule = "11 3 * * *";

    public override async Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        if (!backup.IsPossible)
        {
            Log.NotForPostgres(logger);
            return new Dictionary<string, long> { ["backupBytes"] = 0, ["deletedBackups"] = 0 };
        }

        var made = await backup.RunAsync(targetPath: null, options.Value.KeepCount, progress: null, cancellationToken);
        if (made.Warning is { } warning)
        {
            Log.NotPruned(logger, warning);
        }

        return new Dictionary<string, long> { ["backupBytes"] = made.SizeBytes, ["deletedBackups"] = made.Pruned.Count };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Nothing was backed up: the database is PostgreSQL's, which has pg_dump for it. JOB_BACKUP_ENABLED=false silences this.")]
        public static partial void NotForPostgres(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The backup is made and whole. {Warning}")]
        public static partial void NotPruned(ILogger logger, string warning);
    }
}
