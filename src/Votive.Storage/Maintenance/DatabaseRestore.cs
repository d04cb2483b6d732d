using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Puts a backup in the database's place, which is kept under another name.</summary>
/// <remarks>
/// The backup is copied page by page under a new salt, not byte by byte: so a log that an earlier database left behind can't be taken for
/// the restored one's, even where both come from the same backup; and a backup under the previous key comes under the key in force.
/// </remarks>
public sealed class DatabaseRestore
{
    private readonly StorageOptions _options;
    private readonly DatabaseVerification _verification;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseRestore(IOptions<StorageOptions> options, DatabaseVerification verification, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _verification = verification;
        _clock = clock;
    }

    /// <summary>Checks the backup, and puts it in the database's place.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="requireChecksum">False to take a backup without the checksum that <c>db backup</c> laid beside it.</param>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops it up to the moment when the database is replaced; nothing is changed then.</param>
    /// <exception cref="MaintenanceException">It can't be done; the database is as it was.</exception>
    /// <exception cref="IOException">A file can't be written; the database is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written; the database is as it was.</exception>
    public async Task<RestoreOutcome> RunAsync(string path, bool requireChecksum, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        DatabaseVerification.RequireSqlite(_options, "`db restore` puts back the SQLite file");
        var database = _options.DatabasePath;
        path = Path.GetFullPath(path);
        if (path == database)
        {
            throw new MaintenanceException(MaintenanceFault.BadFile, $"'{path}' is the database itself, not a backup of it.");
        }

        if (path.EndsWith(BackupFile.PartialSuffix, StringComparison.Ordinal))
        {
            throw new MaintenanceException(MaintenanceFault.BadFile, $"'{path}' is a backup that was never finished: take another.");
        }

        if (!File.Exists(path))
        {
            throw new MaintenanceException(MaintenanceFault.NoFile, $"There is no file '{path}'.");
        }

        // First of all, because the check of the backup may take long, and would be for nothing while services run.
        var folder = Path.GetDirectoryName(database)!;
        DurableFiles.CreateFolder(folder);
        using var alone = await DatabaseUse.TryTakeAloneAsync(database, _clock, cancellationToken) ?? throw MaintenanceFailure.InUse(database);
        CopyTarget.RequireRoom(folder, path);
        var report = await _verification.CheckFileAsync(path, progress, cancellationToken);
        RequireGood(path, report, requireChecksum);

        var key = DatabaseKey.Parse(_options.DatabaseKey);
        await SettleAsync(database, key, progress, cancellationToken);

        var restoring = database + ".restoring";
        FileSwap.Delete(restoring);
        try
        {
            var sourceKey = _verification.FindKeyOf(path)!;
            await MaintenanceFailure.NamingAsync(
                path,
                () =>
                {
                    using var source = DatabaseConnections.OpenCopy(path, sourceKey);
                    DatabaseCopy.WriteEncrypted(source.Handle!, restoring, key, new PageSteps(progress, MaintenanceStep.Copying), cancellationToken);
                    return true;
                },
                cancellationToken,
                restoring);
            var copied = await _verification.CheckCopyAsync(restoring, key, progress, cancellationToken);
            if (!copied.IsGood)
            {
                throw new MaintenanceException(
                    MaintenanceFault.CannotWrite, $"What was written to '{restoring}' does not read back whole, so the disk is failing: {string.Join(' ', copied.Faults)} The database is as it was.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            KeepFormerOfRekey(database);
            var former = File.Exists(database) || File.Exists(database + "-wal") ? AsidePath(database) : null;
            FileSwap.Replace(restoring, database, former ?? AsidePath(database), progress);
            Remember(database);
            return new RestoreOutcome(database, former, report.Schema, report.OpensWithPreviousKey);
        }
        finally
        {
            FileSwap.Delete(restoring);
        }
    }

    /// <summary>A failed change of key may have left the only good database under a name that the next start deletes; the restored one proves nothing about it.</summary>
    private void KeepFormerOfRekey(string database)
    {
        var former = DatabaseRekey.FormerPathOf(database);
        if (!File.Exists(former))
        {
            return;
        }

        var aside = AsidePath(database);
        foreach (var suffix in new[] { "-wal", "-journal", "" })
        {
            if (File.Exists(former + suffix))
            {
                File.Move(former + suffix, aside + suffix);
            }
        }

        DurableFiles.SyncFolder(Path.GetDirectoryName(database)!);
    }

    private static void RequireGood(string path, VerificationReport report, bool requireChecksum)
    {
        if (report.LacksKey)
        {
            throw new MaintenanceException(
                MaintenanceFault.Key, $"'{path}' can't be restored. {string.Join(' ', report.Faults)} Find the secrets.env of the time when it was made; the database is as it was.");
        }

        if (!report.IsGood)
        {
            throw new MaintenanceException(MaintenanceFault.BadFile, $"'{path}' can't be restored. {string.Join(' ', report.Faults)} Take another backup; the database is as it was.");
        }

        if (!report.HasChecksum && requireChecksum)
        {
            throw new MaintenanceException(
                MaintenanceFault.BadFile,
                $"'{path}' has no checksum beside it ({Path.GetFileName(path)}{BackupChecksum.Suffix}), so it may be of another day or program than you think. Give --no-checksum to take it all the same.");
        }
    }

    /// <summary>Brings the former database into one file. One that can't be opened any more is kept as it is, log and all.</summary>
    private static async Task SettleAsync(string database, byte[] key, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new MaintenanceProgress(MaintenanceStep.Settling));
        if (EncryptedFile.Probe(database, key) != EncryptedFileState.Valid)
        {
            return;
        }

        try
        {
            await Task.Run(() => DatabaseConnections.Settle(database, key), cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked)
        {
            throw MaintenanceFailure.InUse(database);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteResult.Full)
        {
            // Whole, but its log does not fit into it. Whoever goes on here must know that what lies in journal and log is of no use to it.
            throw new MaintenanceException(MaintenanceFault.CannotWrite, $"The disk of '{database}' is full; free some room, then try again. Nothing was changed.", e);
        }
        catch (SqliteException)
        {
            // Damaged: that is why a backup is wanted.
        }
    }

    /// <summary>From now on the loss of the database is noticed, also where it was never made here.</summary>
    private static void Remember(string database)
    {
        try
        {
            new MadeMark(database).Finish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The database is in its place, and the next start writes the mark as well.
        }
    }

    private string AsidePath(string database)
    {
        var time = _clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var path = $"{database}.before-restore-{time}";
        for (var number = 2; File.Exists(path) || File.Exists(path + "-wal"); number++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{database}.before-restore-{time}-{number}");
        }

        return path;
    }
}
