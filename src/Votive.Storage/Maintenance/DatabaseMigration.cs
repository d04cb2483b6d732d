using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases;

namespace Votive.Storage.Maintenance;

/// <summary>Brings the schema up to date, after a backup.</summary>
public sealed class DatabaseMigration
{
    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly VotiveDatabase _database;
    private readonly DatabaseBackup _backup;

    /// <summary>For the container.</summary>
    public DatabaseMigration(IDbContextFactory<VotiveDbContext> contexts, VotiveDatabase database, DatabaseBackup backup)
    {
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
    /// <exception cref="IOException">The backup can't be written; the database is as it was.</exception>
    public async Task<MigrationOutcome> RunAsync(bool backUp, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var state = await _database.ReadSchemaStateAsync(cancellationToken);
        var before = state == SchemaState.Missing ? [] : await ReadAppliedAsync(cancellationToken);
        var backup = backUp && state == SchemaState.Older && before.Count > 0 && _backup.IsPossible
            ? await _backup.RunAsync(null, null, progress, cancellationToken)
            : null;
        progress?.Report(new MaintenanceProgress(MaintenanceStep.Migrating));
        await _database.MigrateAsync(refuseLost: true, cancellationToken);
        var after = await ReadAppliedAsync(cancellationToken);
        return new MigrationOutcome([.. after.Except(before, StringComparer.Ordinal)], backup, state == SchemaState.Missing);
    }

    private async Task<List<string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return [.. await context.Database.GetAppliedMigrationsAsync(cancellationToken)];
    }
}
