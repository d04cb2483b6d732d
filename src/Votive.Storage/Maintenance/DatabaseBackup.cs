using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Backs up the SQLite database beside running services: one snapshot, checked, then put in its place together with a checksum.</summary>
/// <remarks>
/// A backup is written under a temporary name and gets its own only once it is proved whole; whatever ends the program before leaves a
/// <c>.partial</c>, which nothing takes for a backup and the next backup into the folder removes. The database is only ever read.
/// </remarks>
public sealed class DatabaseBackup
{
    private readonly StorageOptions _options;
    private readonly DatabaseVerification _verification;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseBackup(IOptions<StorageOptions> options, DatabaseVerification verification, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _verification = verification;
        _clock = clock;
    }

    /// <summary>Whether there is a file to back up: false on PostgreSQL, which has tools of its own.</summary>
    public bool IsPossible => !_options.UsesPostgres;

    /// <summary>Makes a backup that holds every row which was acknowledged before this was called.</summary>
    /// <param name="targetPath">A file that does not exist yet; null for <c>votive-TIME.db</c> in the folder <c>backups</c> of the data folder.</param>
    /// <param name="keepCount">How many finished backups with names of Votive's to keep in that folder, this one included; null for all.</param>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops it; nothing is left then.</param>
    /// <exception cref="MaintenanceException">It can't be done; nothing is left then.</exception>
    /// <exception cref="IOException">The target can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The target can't be written.</exception>
    public async Task<BackupOutcome> RunAsync(
        string? targetPath, int? keepCount, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        DatabaseVerification.RequireSqlite(_options, "`db backup` copies the SQLite file");
        var database = _options.DatabasePath;
        if (!File.Exists(database))
        {
            throw new MaintenanceException(MaintenanceFault.NoDatabase, $"There is no database at '{database}', so there is nothing to back up.");
        }

        using var use = await DatabaseUse.TryShareAsync(database, _clock, cancellationToken) ?? throw MaintenanceFailure.InUse(database);
        if (targetPath is null)
        {
            DurableFiles.CreateFolder(_options.BackupFolder);
            PartialFile.RemoveLoneChecksums(_options.BackupFolder);
        }

        var target = targetPath is null ? BackupFile.NewPath(_options.BackupFolder, _clock.GetUtcNow()) : Path.GetFullPath(targetPath);
        CopyTarget.RequireNew(target);
        CopyTarget.RequireNew(target + BackupChecksum.Suffix);
        var folder = Path.GetDirectoryName(target)!;
        using var partial = PartialFile.Claim(target)
            ?? throw new MaintenanceException(MaintenanceFault.InUse, $"Another backup to '{target}' is under way.");
        PartialFile.RemoveAbandoned(folder);
        CopyTarget.RequireRoom(folder, database);

        var key = DatabaseKey.Parse(_options.DatabaseKey);
        await MaintenanceFailure.NamingAsync(
            database,
            () =>
            {
                using var source = DatabaseConnections.Open(database, key);
                DatabaseCopy.WriteEncrypted(source.Handle!, partial.Path, key, new PageSteps(progress, MaintenanceStep.Copying), cancellationToken);
                return true;
            },
            cancellationToken,
            partial.Path);
        var report = await _verification.CheckCopyAsync(partial.Path, key, progress, cancellationToken);
        if (!report.IsGood)
        {
            throw new MaintenanceException(
                MaintenanceFault.Damaged,
                $"The backup was not kept, because what was copied is not whole: {string.Join(' ', report.Faults)} `votive db verify` tells whether the database itself is damaged.");
        }

        var hash = await BackupChecksum.ComputeAsync(partial.Path, MaintenanceStep.Summing, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        BackupChecksum.Write(target, hash);
        File.Move(partial.Path, target, overwrite: false);
        DurableFiles.SyncFolder(folder);
        var (pruned, warning) = Prune(folder, target, keepCount);
        return new BackupOutcome(target, target + BackupChecksum.Suffix, new FileInfo(target).Length, hash, pruned, warning);
    }

    private static (IReadOnlyList<string> Pruned, string? Warning) Prune(string folder, string made, int? keepCount)
    {
        var pruned = new List<string>();
        if (keepCount is not { } keep)
        {
            return (pruned, null);
        }

        try
        {
            foreach (var backup in BackupFile.In(folder).Skip(Math.Max(1, keep)).Where(backup => backup.Path != made))
            {
                // The backup first: a checksum without its backup misleads nobody.
                File.Delete(backup.Path);
                File.Delete(backup.ChecksumPath);
                pruned.Add(backup.Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The new backup is good all the same.
            return (pruned, $"Not all older backups could be deleted. {e.Message}");
        }

        return (pruned, null);
    }
}
