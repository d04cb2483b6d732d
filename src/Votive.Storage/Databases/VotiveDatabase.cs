using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Fields;

namespace Votive.Storage.Databases;

/// <summary>The database: made, checked and brought up to date. One for each host.</summary>
public sealed class VotiveDatabase : IDisposable
{
    /// <summary>Longest time for one statement of a migration or check, which may go through a whole table.</summary>
    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(30);

    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly IDatabaseEngine _engine;
    private readonly FieldCipher _cipher;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public VotiveDatabase(IDbContextFactory<VotiveDbContext> contexts, IOptions<StorageOptions> options, FieldCipher cipher, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _cipher = cipher;
        _clock = clock;
        _engine = options.Value.UsesPostgres ? new PostgresDatabase(options.Value, clock) : new SqliteDatabase(options.Value, clock);
    }

    /// <summary>
    /// Makes the database where it is missing, checks an existing one (every page of a SQLite file), applies outstanding migrations and
    /// what belongs between them, and checks that the keyring opens the sealed fields; one program at a time. Belongs to one program, the prompt service.
    /// </summary>
    /// <param name="refuseLost">
    /// True to refuse to make a new database in place of one that was there and is gone. Nothing beside a PostgreSQL server could tell
    /// that, so there no database is made at all.
    /// </param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    /// <exception cref="System.Data.Common.DbException">A PostgreSQL server did not answer for half a minute (<see cref="DatabaseFailure.IsTemporary"/>).</exception>
    public Task MigrateAsync(bool refuseLost, CancellationToken cancellationToken) => MigrateAsync(refuseLost, backUpAsync: null, cancellationToken);

    /// <summary>The same, with a backup under the lock where an existing database has migrations outstanding.</summary>
    /// <param name="refuseLost">As above.</param>
    /// <param name="backUpAsync">Makes the backup; what it fails with, other than failures of files, comes out as it is. Null for none.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    internal Task MigrateAsync(bool refuseLost, Func<CancellationToken, Task>? backUpAsync, CancellationToken cancellationToken) => NamingFaultsAsync(isStarting: true, async () =>
    {
        await using var only = await _engine.LockAsync(refuseLost, cancellationToken);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        context.Database.SetCommandTimeout(MigrationTimeout);
        await _engine.CheckAsync(context, cancellationToken);
        var state = await CompareSchemaAsync(context, cancellationToken);
        if (state == SchemaState.Newer)
        {
            throw Unusable("DATABASE_URL names a database that a newer version of Votive has changed; this version can't use it.");
        }

        if (backUpAsync is not null && state == SchemaState.Older && (await ReadAppliedMigrationsAsync(context, cancellationToken)).Count > 0)
        {
            await backUpAsync(cancellationToken);
        }

        await BackfillAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await CheckFieldKeysAsync(context, cancellationToken);
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

    /// <summary>Whether fields of the database may be sealed, so that the keys they were sealed with must not be made anew. Changes nothing.</summary>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    /// <exception cref="System.Data.Common.DbException">It does not answer just now (<see cref="DatabaseFailure.IsTemporary"/>).</exception>
    public Task<bool> MayHoldSealedFieldsAsync(CancellationToken cancellationToken) => NamingFaultsAsync(isStarting: false, async () =>
    {
        if (await _engine.IsMissingAsync(cancellationToken))
        {
            return false;
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var applied = await ReadAppliedMigrationsAsync(context, cancellationToken);

        // Sealing began with this migration; a provider that never had it has sealed from the start.
        return context.Database.GetMigrations().Contains(ClearFields.AfterMigration) ? applied.Contains(ClearFields.AfterMigration) : applied.Count > 0;
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

    /// <summary>What says that the database can't be used.</summary>
    /// <param name="fault">A sentence that names the variable.</param>
    /// <param name="cause">Kept in the exception's data, because its type takes no inner one; null when there is none.</param>
    internal static OptionsValidationException Unusable(string fault, Exception? cause = null)
    {
        var unusable = new OptionsValidationException(nameof(StorageOptions), typeof(StorageOptions), [fault]);
        if (cause is not null)
        {
            unusable.Data["cause"] = cause;
        }

        return unusable;
    }

    /// <summary>How the migrations of a database compare with those that this program knows.</summary>
    internal static SchemaState CompareSchema(IReadOnlyCollection<string> applied, IReadOnlyCollection<string> known) =>
        applied.Except(known, StringComparer.Ordinal).Any() ? SchemaState.Newer
        : applied.Count < known.Count ? SchemaState.Older
        : SchemaState.Current;

    private static async Task<SchemaState> CompareSchemaAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        var applied = await ReadAppliedMigrationsAsync(context, cancellationToken);
        return CompareSchema(applied, [.. context.Database.GetMigrations()]);
    }

    /// <summary>The migrations that a database has, the oldest first; none where it has no history.</summary>
    internal static async Task<IReadOnlyList<string>> ReadAppliedMigrationsAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        // Whether there is a history is asked first: on PostgreSQL reading one that is not there works, but is logged as an error.
        var history = context.GetService<IHistoryRepository>();
        return await history.ExistsAsync(cancellationToken)
            ? (await history.GetAppliedMigrationsAsync(cancellationToken)).Select(row => row.MigrationId).ToList()
            : [];
    }

    /// <summary>
    /// What SQL can't do between two migrations. Each backfill runs after its migration and as long as the next one is outstanding, so a
    /// start that was cut off is taken up where it was.
    /// </summary>
    private async Task BackfillAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        (string After, Func<Task> RunAsync)[] backfills =
        [
            (ClearFields.AfterMigration, () => new ClearFields(context, _cipher, _clock).SealAsync(cancellationToken)),
        ];
        var applied = await ReadAppliedMigrationsAsync(context, cancellationToken);
        foreach (var (after, runAsync) in backfills)
        {
            var next = context.Database.GetMigrations().SkipWhile(migration => migration != after).Skip(1).FirstOrDefault();
            if (next is not null && !applied.Contains(next))
            {
                await context.Database.MigrateAsync(after, cancellationToken);
                await runAsync();
            }
        }
    }

    /// <summary>A keyring that lacks a key is noticed at the start, not by the first person whose answers don't open.</summary>
    private async Task CheckFieldKeysAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        foreach (var use in await FieldRewrap.CountByKeyAsync(context, _cipher, cancellationToken))
        {
            if (use is { IsKnown: false })
            {
                throw Unusable($"FIELD_KEYS lacks the key '{use.KeyId}', which has sealed {use.Count} fields of the database that DATABASE_URL names.");
            }

            if (use.Count > 0)
            {
                await FieldRewrap.OpenOneAsync(context, _cipher, use.KeyId, cancellationToken);
            }
        }
    }

    private async Task<T> NamingFaultsAsync<T>(bool isStarting, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (FieldException e)
        {
            throw e.ToRefusal();
        }
        catch (Exception e) when (_engine.Describe(e, isStarting) is { } fault)
        {
            throw Unusable(fault, e);
        }
    }
}
