using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases;

namespace Votive.Storage.Maintenance;

/// <summary>Brings the schema up to date, after a backup.</summary>
public sealed partial class DatabaseMigration
{
    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly VotiveDatabase _database;
    private readonly DatabaseBackup _backup;
    private readonly ILogger<DatabaseMigration> _logger;

    /// <summary>For the container.</summary>
    public DatabaseMigration(
        IDbContextFactory<VotiveDbContext> contexts, VotiveDatabase database, DatabaseBackup backup, ILogger<DatabaseMigration> logger)
    {
        _logger = logger;
        _contexts = contexts;
        _database = database;
        _backup = backup;
    }

    /// <summary>Makes the database where it is missing, and applies outstanding migrations.</summary>
    /// <param name="backUp">False to leave out the backup that is made first where migrations are outstanding. PostgreSQL gets none in any case.</param>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops it between migrations.</param>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    /// <exception cref="MaintenanceException">The backup can't be made; the database is as it was.</exception>
    public async Task<MigrationOutcome> RunAsync(bool backUp, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var state = await _database.ReadSchemaStateAsync(cancellationToken);
        var before = state == SchemaState.Missing ? [] : await ReadAppliedAsync(cancellationToken);
        BackupOutcome? backup = null;
        await _database.MigrateAsync(
            refuseLost: true,
            async token =>
            {
                backup = backUp && _backup.IsPossible ? await BackUpAsync(progress, token) : null;
                progress?.Report(new MaintenanceProgress(MaintenanceStep.Migrating));
            },
            cancellationToken);
        var after = await ReadAppliedAsync(cancellationToken);
        return new MigrationOutcome([.. after.Except(before, StringComparer.Ordinal)], backup, state == SchemaState.Missing);
    }

    /// <summary>The same at the start of the program that owns the database: an existing one with outstanding migrations is backed up first.</summary>
    /// <param name="refuseLost">As for <see cref="VotiveDatabase.MigrateAsync(bool, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="OptionsValidationException">The database can't be used, or the backup can't be made; the text names the variable and the cause.</exception>
    /// <exception cref="System.Data.Common.DbException">The database does not answer just now (<see cref="DatabaseFailure.IsTemporary"/>).</exception>
    public async Task RunAtStartAsync(bool refuseLost, CancellationToken cancellationToken)
    {
        try
        {
            await _database.MigrateAsync(refuseLost, _backup.IsPossible ? token => BackUpAsync(progress: null, token) : null, cancellationToken);
        }
        catch (MaintenanceException e)
        {
            throw VotiveDatabase.Unusable($"DATABASE_URL names a database that is to be migrated, and the backup before it can't be made, so nothing was changed: {e.Message}", e);
        }
    }

    private async Task<BackupOutcome> BackUpAsync(IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var backup = await _backup.RunAsync(null, null, progress, cancellationToken);
            Log.BackedUp(_logger, backup.Path);
            return backup;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintenanceException(MaintenanceFault.CannotWrite, $"The backup can't be written: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await VotiveDatabase.ReadAppliedMigrationsAsync(context, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migrations are outstanding. The database as it is was backed up to {Path}.")]
        public static partial void BackedUp(ILogger logger, string path);
    }
}
