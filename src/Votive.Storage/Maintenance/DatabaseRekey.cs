using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Maintenance;

/// <summary>Puts the SQLite database under another key, and under a new salt.</summary>
/// <remarks>
/// The next key is written down before anything is under it, and the one in force is replaced only when the database is proved whole under
/// the next. So whenever the program is killed, one of the two keys opens the database, and the next run goes on from there
/// (<see cref="RekeyStates"/>).
/// </remarks>
public sealed class DatabaseRekey
{
    private readonly StorageOptions _options;
    private readonly DatabaseVerification _verification;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseRekey(IOptions<StorageOptions> options, DatabaseVerification verification, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _verification = verification;
        _clock = clock;
    }

    private string DatabasePath => _options.DatabasePath;

    private string CopyPath => DatabasePath + ".rekeying";

    private string FormerPath => FormerPathOf(DatabasePath);

    /// <summary>Changes the key, or finishes an earlier change that was interrupted.</summary>
    /// <param name="keys">Where keys are written down. <c>DATABASE_KEY</c> of the options is the one in force.</param>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops it up to the moment when the database is replaced; everything is as it was then.</param>
    /// <exception cref="MaintenanceException">It can't be done.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public async Task<RekeyOutcome> RunAsync(IKeyChange keys, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        DatabaseVerification.RequireSqlite(_options, "`db rekey` changes the key of the SQLite file");
        if (!File.Exists(DatabasePath))
        {
            throw new MaintenanceException(MaintenanceFault.NoDatabase, $"There is no database at '{DatabasePath}', so there is no key to change.");
        }

        using var alone = await DatabaseUse.TryTakeAloneAsync(DatabasePath, _clock, cancellationToken) ?? throw MaintenanceFailure.InUse(DatabasePath);
        switch (ReadState(keys))
        {
            case RekeyState.Unknown:
                throw new MaintenanceException(
                    MaintenanceFault.Key,
                    $"{(keys.NextKey is null ? "DATABASE_KEY does not open" : "Neither DATABASE_KEY nor the next key opens")} '{DatabasePath}': it is under another key, or it is damaged.");
            case RekeyState.Replaced when !IsAnnouncedAsAsked(keys):
                throw new MaintenanceException(
                    MaintenanceFault.Key,
                    $"An earlier change of key was interrupted when '{DatabasePath}' was under its new key already, and that is not the key that is asked for now. "
                    + "Run `votive db rekey` without NEW_DATABASE_KEY to finish that change; then ask again.");
            case RekeyState.Replaced:
                return await FinishAsync(keys, finishesEarlierRun: true, progress);
            default:
                await MakeCopyAsync(keys, progress, cancellationToken);
                FileSwap.Replace(CopyPath, DatabasePath, FormerPath, progress);
                return await FinishAsync(keys, finishesEarlierRun: false, progress);
        }
    }

    /// <summary>Finishes, or takes back, a change of key that was interrupted, so that <c>DATABASE_KEY</c> as it is written down then opens the database.</summary>
    /// <param name="keys">Where keys are written down.</param>
    /// <returns>True when the key in force is another one now.</returns>
    /// <exception cref="MaintenanceException">The database does not prove whole under the next key.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public async Task<bool> RecoverAsync(IKeyChange keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (_options.UsesPostgres || !File.Exists(DatabasePath) || (keys.NextKey is null && !File.Exists(FormerPath)))
        {
            return false;
        }

        using var alone = await DatabaseUse.TryTakeAloneAsync(DatabasePath, _clock, CancellationToken.None);
        if (alone is null)
        {
            // Other services run on it, so there is nothing to recover.
            return false;
        }

        switch (ReadState(keys))
        {
            case RekeyState.Replaced:
                await FinishAsync(keys, finishesEarlierRun: true, progress: null);
                return true;
            case RekeyState.Announced:
                await DeleteLeftoversAsync(DatabaseKey.Parse(_options.DatabaseKey), progress: null);
                keys.Withdraw();
                return false;
            case RekeyState.Settled:
                // Only the former database was still to go.
                await DeleteLeftoversAsync(DatabaseKey.Parse(_options.DatabaseKey), progress: null);
                return false;
            default:
                return false;
        }
    }

    private RekeyState ReadState(IKeyChange keys) => RekeyStates.Read(
        keys.NextKey is not null,
        EncryptedFile.Probe(DatabasePath, DatabaseKey.Parse(_options.DatabaseKey)) == EncryptedFileState.Valid,
        keys.NextKey is { } next && EncryptedFile.Probe(DatabasePath, next) == EncryptedFileState.Valid);

    /// <summary>Whether the announced key may be used: it is the one that is asked for, or none is.</summary>
    private static bool IsAnnouncedAsAsked(IKeyChange keys) =>
        keys.NextKey is { } next && (keys.AskedKey is not { } asked || CryptographicOperations.FixedTimeEquals(asked, next));

    private async Task MakeCopyAsync(IKeyChange keys, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var current = DatabaseKey.Parse(_options.DatabaseKey);
        progress?.Report(new MaintenanceProgress(MaintenanceStep.Settling));
        try
        {
            await MaintenanceFailure.NamingAsync(
                DatabasePath,
                () =>
                {
                    DatabaseConnections.Settle(DatabasePath, current);
                    return true;
                },
                cancellationToken);
            CopyTarget.RequireRoom(Path.GetDirectoryName(DatabasePath)!, DatabasePath);
            await DeleteLeftoversAsync(current, progress);
            var next = IsAnnouncedAsAsked(keys) ? keys.NextKey! : keys.Announce();
            progress?.Report(new MaintenanceProgress(MaintenanceStep.KeyAnnounced));
            await MaintenanceFailure.NamingAsync(
                DatabasePath,
                () =>
                {
                    using var source = DatabaseConnections.OpenCopy(DatabasePath, current);
                    DatabaseCopy.WriteEncrypted(source.Handle!, CopyPath, next, new PageSteps(progress, MaintenanceStep.Copying), cancellationToken);
                    return true;
                },
                cancellationToken,
                CopyPath);
            var report = await _verification.CheckCopyAsync(CopyPath, next, progress, cancellationToken);
            if (!report.IsGood)
            {
                throw new MaintenanceException(
                    MaintenanceFault.Damaged,
                    $"The key was not changed, because the copy under the new key is not whole: {string.Join(' ', report.Faults)} `votive db verify` tells whether the database itself is damaged.");
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            // The database is still under the key in force.
            FileSwap.Delete(CopyPath);
            keys.Withdraw();
            throw;
        }
    }

    /// <summary>From here on only forward: the database is under the next key.</summary>
    private async Task<RekeyOutcome> FinishAsync(IKeyChange keys, bool finishesEarlierRun, IProgress<MaintenanceProgress>? progress)
    {
        // A killed run may have left the former's log; nobody has the database open, and it can't be the new one's, which was never in use.
        await RequireGoodAsync(keys.NextKey!, progress);
        keys.Promote();
        progress?.Report(new MaintenanceProgress(MaintenanceStep.KeyPromoted));
        DeleteProvedLeftovers();
        return new RekeyOutcome(DatabasePath, EncryptedFile.ReadSalt(DatabasePath), finishesEarlierRun);
    }

    private async Task RequireGoodAsync(byte[] key, IProgress<MaintenanceProgress>? progress)
    {
        try
        {
            await Task.Run(() => DatabaseConnections.Settle(DatabasePath, key));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked)
        {
            throw MaintenanceFailure.InUse(DatabasePath);
        }
        catch (SqliteException)
        {
            // The check says what is wrong.
        }

        var report = await _verification.CheckCopyAsync(DatabasePath, key, progress, CancellationToken.None);
        if (!report.IsGood)
        {
            throw new MaintenanceException(
                MaintenanceFault.Damaged,
                $"'{DatabasePath}' is not whole after the change of key: {string.Join(' ', report.Faults)} The former one is kept as '{FormerPath}', under the former key.");
        }
    }

    /// <summary>What a former database is called until the one in its place is proved whole.</summary>
    internal static string FormerPathOf(string databasePath) => databasePath + ".before-rekey";

    /// <summary>Deletes what an interrupted run left; the former database only once the one in its place is proved whole.</summary>
    private async Task DeleteLeftoversAsync(byte[] key, IProgress<MaintenanceProgress>? progress)
    {
        if (File.Exists(FormerPath))
        {
            await RequireGoodAsync(key, progress);
        }

        DeleteProvedLeftovers();
    }

    private void DeleteProvedLeftovers()
    {
        FileSwap.Delete(CopyPath);
        FileSwap.Delete(FormerPath);
        DurableFiles.SyncFolder(Path.GetDirectoryName(DatabasePath)!);
    }
}
