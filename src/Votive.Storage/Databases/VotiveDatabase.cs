using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;

namespace Votive.Storage.Databases;

/// <summary>The database: made, checked and brought up to date. One for each host.</summary>
public sealed class VotiveDatabase : IDisposable
{
    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly IDatabaseEngine _engine;

    /// <summary>For the container.</summary>
    public VotiveDatabase(IDbContextFactory<VotiveDbContext> contexts, IOptions<StorageOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _engine = options.Value.UsesPostgres ? new PostgresDatabase(options.Value) : new SqliteDatabase(options.Value, clock);
    }

    /// <summary>
    /// Makes the database where it is missing, checks an existing one (every page of a SQLite file), and applies outstanding migrations;
    /// one program at a time. Belongs to one program, the prompt service.
    /// </summary>
    /// <param name="refuseLost">True to refuse to make a new database in place of one that was there and is gone.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    public Task MigrateAsync(bool refuseLost, CancellationToken cancellationToken) => NamingFaultsAsync(isStarting: true, async () =>
    {
        await using var only = await _engine.LockAsync(cancellationToken);
        if (await _engine.IsMissingAsync(cancellationToken))
        {
            await _engine.CreateAsync(refuseLost, cancellationToken);
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await _engine.CheckAsync(context, cancellationToken);
        if (await CompareSchemaAsync(context, cancellationToken) == SchemaState.Newer)
        {
            throw Unusable("DATABASE_URL names a database that a newer version of Votive has changed; this version can't use it.");
        }

        await context.Database.MigrateAsync(cancellationToken);
        await _engine.RememberAsync(cancellationToken);
        return true;
    });

    /// <summary>Compares the schema with what this program needs; changes nothing.</summary>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    /// <exception cref="System.Data.Common.DbException">It does not answer just now (<see cref="DatabaseFailure.IsTemporary"/>).</exception>
    public Task<SchemaState> ReadSchemaStateAsync(CancellationToken cancellationToken) => NamingFaultsAsync(isStarting: false, async () =>
    {
        if (await _engine.IsMissingAsync(cancellationToken))
        {
            return SchemaState.Missing;
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await CompareSchemaAsync(context, cancellationToken);
    });

    /// <summary>Writes down how many pages this process has encrypted; done by itself every few minutes and at the end.</summary>
    /// <returns>
    /// Pages that all programs ever encrypted for the database file under its salt, of <see cref="EncryptedSqlite.EncryptedVfs.PageWriteLimit"/> at
    /// most; null on PostgreSQL.
    /// </returns>
    /// <exception cref="IOException">It can't be written down.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written down.</exception>
    public long? RecordPageWrites() => _engine.RecordPageWrites();

    /// <summary>Closes idle connections, so that the last one out empties a SQLite file's write-ahead log into the database.</summary>
    public void Dispose() => _engine.Dispose();

    internal static OptionsValidationException Unusable(string fault) => new(nameof(StorageOptions), typeof(StorageOptions), [fault]);

    private static async Task<SchemaState> CompareSchemaAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return !applied.IsSubsetOf(known) ? SchemaState.Newer
            : applied.Count < known.Count ? SchemaState.Older
            : SchemaState.Current;
    }

    private async Task<T> NamingFaultsAsync<T>(bool isStarting, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (_engine.Describe(e, isStarting) is { } fault)
        {
            throw Unusable(fault);
        }
    }
}
