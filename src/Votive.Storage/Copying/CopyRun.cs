using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Fields;

namespace Votive.Storage.Copying;

/// <summary>One copy, from the first look to the last comparison.</summary>
internal sealed class CopyRun(
    StorageOptions sourceOptions, string targetUrl, string targetName, FieldCipher cipher, TimeProvider clock, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
{
    private const int RowsBetweenReports = 250;

    private readonly string _targetText = PostgresConnectionText.TryParse(targetUrl)!;
    private readonly List<string> _rows = [];
    private IReadOnlyList<TablePlan> _tables = [];
    private HashSet<string> _seeded = [];
    private CopyStep _step;
    private long _doneRows;
    private long _totalRows;
    private long _faultyRows;
    private bool _isCommitting;
    private bool _isCommitted;

    public async Task<CopyReport> CopyAsync(bool dryRun)
    {
        var targetContexts = new TargetContexts(_targetText);
        Plan(targetContexts);
        await using var source = await SqliteSource.OpenAsync(sourceOptions, cancellationToken);
        foreach (var table in _tables)
        {
            _totalRows += await source.CountAsync(table, cancellationToken);
        }

        var isNew = await RequireUsableTargetAsync(targetContexts);
        if (!isNew)
        {
            await using var target = await PostgresTarget.OpenAsync(_targetText, cancellationToken);
            await RequireEmptyAsync(target);
        }

        var found = await CheckRowsAsync(source);
        if (dryRun)
        {
            return new CopyReport(targetName, found);
        }

        if (isNew)
        {
            await MigrateAsync(targetContexts);
        }

        await WriteAsync(source);
        return new CopyReport(targetName, await CompareCommittedAsync(source));
    }

    /// <summary>What to say when the copy ends too late to leave nothing behind; null before the commit.</summary>
    public CopyRefusedException? RefuseAfterCommit(Exception cause) =>
        _isCommitting && cause is not PostgresException ? new CopyRefusedException(
            CopyRefusal.TargetUnavailable, $"The connection to {targetName} ended during the commit: look whether it holds rows before you copy again.", cause: cause)
        : _isCommitted ? new CopyRefusedException(
            CopyRefusal.CommittedOnly, $"Everything is in {targetName}, and was the same on both sides before the commit; the last comparison after it was not finished.", cause: cause)
        : null;

    /// <summary>Puts what the server said into a refusal. Its own words may repeat a value, so only its code and the names of things are told.</summary>
    public CopyRefusedException Refuse(NpgsqlException exception)
    {
        if (exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            return new CopyRefusedException(CopyRefusal.TargetUnavailable, $"Another program is using {targetName}; nothing was changed.", cause: exception);
        }

        if (RefuseAfterCommit(exception) is { } committed)
        {
            return committed;
        }

        if (exception is not PostgresException refused)
        {
            return new CopyRefusedException(CopyRefusal.TargetUnavailable, $"{targetName} does not answer, or went away; it holds no row of this copy.", cause: exception);
        }

        var place = string.Join(' ', new[] { refused.TableName, refused.ColumnName, refused.ConstraintName }.Where(name => !string.IsNullOrEmpty(name)));
        return new CopyRefusedException(
            refused.IsTransient ? CopyRefusal.TargetUnavailable : CopyRefusal.TargetUnfit,
            $"{targetName} refused with code {refused.SqlState}{(place.Length == 0 ? "" : $" at {place}")}; it holds no row of this copy.",
            cause: exception);
    }

    private void Plan(TargetContexts targetContexts)
    {
        using var source = new DesignTimeSqliteContext().CreateDbContext([]);
        using var target = targetContexts.CreateDbContext();
        _tables = CopyPlan.Create(source.Model.GetRelationalModel(), target.Model.GetRelationalModel());
        _seeded = target.GetService<IDesignTimeModel>().Model.GetEntityTypes()
            .Where(entity => entity.GetSeedData().Any())
            .Select(entity => entity.GetTableName()!)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether the target has no schema yet.</summary>
    private async Task<bool> RequireUsableTargetAsync(TargetContexts contexts)
    {
        var state = await NamingTheTargetAsync(async database => await database.ReadSchemaStateAsync(cancellationToken), contexts);
        switch (state)
        {
            case SchemaState.Missing:
                return true;
            case SchemaState.Newer:
                throw new CopyRefusedException(CopyRefusal.TargetUnfit, $"A newer version of Votive has changed {targetName}: copy with that version.");
            case SchemaState.Older:
                await using (var context = contexts.CreateDbContext())
                {
                    if ((await VotiveDatabase.ReadAppliedMigrationsAsync(context, cancellationToken)).Count > 0)
                    {
                        throw new CopyRefusedException(
                            CopyRefusal.TargetUnfit, $"The schema of {targetName} is older than this program: run `votive db migrate` with DATABASE_URL set to it, or name an empty database.");
                    }
                }

                await using (var target = await PostgresTarget.OpenAsync(_targetText, cancellationToken))
                {
                    foreach (var table in _tables)
                    {
                        if (await target.ExistsAsync(table, cancellationToken))
                        {
                            throw new CopyRefusedException(CopyRefusal.TargetNotEmpty, $"{targetName} has a table {table.Name} that Votive did not make: name an empty database.");
                        }
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private Task<bool> MigrateAsync(TargetContexts contexts) => NamingTheTargetAsync(
        async database =>
        {
            await database.MigrateAsync(refuseLost: false, cancellationToken);
            return true;
        },
        contexts);

    private async Task<T> NamingTheTargetAsync<T>(Func<VotiveDatabase, Task<T>> work, TargetContexts contexts)
    {
        using var database = new VotiveDatabase(contexts, Options.Create(new StorageOptions { DatabaseUrl = targetUrl }), cipher, clock);
        try
        {
            return await work(database);
        }
        catch (OptionsValidationException e)
        {
            // The storage speaks of the variable that usually names a database.
            throw new CopyRefusedException(
                CopyRefusal.TargetUnfit, string.Join(' ', e.Failures).Replace("DATABASE_URL", "The target's URL", StringComparison.Ordinal), cause: e);
        }
    }

    private async Task RequireEmptyAsync(PostgresTarget target)
    {
        foreach (var table in _tables.Where(table => !_seeded.Contains(table.Name)))
        {
            if (await target.HasRowsAsync(table, cancellationToken))
            {
                throw new CopyRefusedException(CopyRefusal.TargetNotEmpty, $"{targetName} holds rows already, in {table.Name} for one: name an empty database. Nothing was changed.");
            }
        }
    }

    /// <summary>Reads every row of the source and refuses those that would not come back the same.</summary>
    private async Task<List<CopiedTable>> CheckRowsAsync(SqliteSource source)
    {
        Begin(CopyStep.Checking);
        var found = new List<CopiedTable>(_tables.Count);
        foreach (var table in _tables)
        {
            long rows = 0, bytes = 0;
            byte[] last = [];
            await foreach (var row in DigestAsync(source.ReadAsync(table, cancellationToken), table.Source, table.KeyCount))
            {
                if (rows > 0 && last.AsSpan().SequenceCompareTo(row.Key) >= 0)
                {
                    Tell($"{table.Name} {row.Name}: its key is that of another row, or not written as this program writes it.");
                }

                for (var i = 0; i < row.Values.Length; i++)
                {
                    if (RowLimits.FindFault(table.Target[i], row.Values[i]) is { } fault)
                    {
                        Tell($"{table.Name} {row.Name}: {table.Target[i].Name} {fault}.");
                    }
                }

                last = row.Key;
                rows++;
                bytes += row.Length;
                Done(table);
            }

            found.Add(new CopiedTable(table.Name, rows, bytes, SourceChecksum: null, TargetChecksum: null));
        }

        return _faultyRows == 0
            ? found
            : throw new CopyRefusedException(CopyRefusal.RowsUnfit, $"PostgreSQL can't hold everything as it is ({Count(_faultyRows, "fault")}). Nothing was written.", [.. _rows]);
    }

    private async Task WriteAsync(SqliteSource source)
    {
        await using var target = await PostgresTarget.OpenAsync(_targetText, cancellationToken);
        await target.LockAsync(_tables, cancellationToken);

        // Once more, behind the lock: somebody may have been quicker.
        await RequireEmptyAsync(target);
        Begin(CopyStep.Copying);
        foreach (var table in _tables)
        {
            if (_seeded.Contains(table.Name))
            {
                await target.DeleteAllAsync(table, cancellationToken);
            }

            await target.WriteAsync(table, CountingAsync(table, source.ReadAsync(table, cancellationToken)), cancellationToken);
        }

        Begin(CopyStep.Verifying);
        await CompareAsync(source, target);
        if (_faultyRows > 0)
        {
            throw new CopyRefusedException(
                CopyRefusal.Different, $"{targetName} gives back other rows than were written ({Count(_faultyRows, "row")}); nothing was kept.", [.. _rows]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _isCommitting = true;
        await target.CommitAsync();
        _isCommitting = false;
        _isCommitted = true;
    }

    private async Task<List<CopiedTable>> CompareCommittedAsync(SqliteSource source)
    {
        await using var target = await PostgresTarget.OpenAsync(_targetText, cancellationToken);
        Begin(CopyStep.VerifyingAgain);
        var tables = await CompareAsync(source, target);
        return _faultyRows == 0
            ? tables
            : throw new CopyRefusedException(
                CopyRefusal.DifferentAfterCommit,
                $"{targetName} has changed since the commit ({Count(_faultyRows, "row")}): keep to the SQLite file, drop that database, and see who else writes to it.",
                [.. _rows]);
    }

    private async Task<List<CopiedTable>> CompareAsync(SqliteSource source, PostgresTarget target)
    {
        var tables = new List<CopiedTable>(_tables.Count);
        foreach (var table in _tables)
        {
            tables.Add(await TableComparison.CompareAsync(
                table.Name,
                DigestAsync(source.ReadAsync(table, cancellationToken), table.Source, table.KeyCount),
                DigestAsync(target.ReadAsync(table, cancellationToken), table.Target, table.KeyCount),
                Tell,
                () => Done(table)));
        }

        return tables;
    }

    private static async IAsyncEnumerable<RowDigest> DigestAsync(IAsyncEnumerable<object?[]> rows, IReadOnlyList<StoredColumn> columns, int keyCount)
    {
        var canonical = new CanonicalRow(columns, keyCount);
        await foreach (var row in rows)
        {
            yield return canonical.Digest(row);
        }
    }

    private async IAsyncEnumerable<object?[]> CountingAsync(TablePlan table, IAsyncEnumerable<object?[]> rows)
    {
        await foreach (var row in rows)
        {
            yield return row;
            Done(table);
        }
    }

    private void Begin(CopyStep step)
    {
        _step = step;
        _doneRows = 0;
        _faultyRows = 0;
        _rows.Clear();
    }

    private void Done(TablePlan table)
    {
        _doneRows++;
        if (_doneRows % RowsBetweenReports == 0 || _doneRows == _totalRows)
        {
            progress?.Report(new CopyProgress(_step, table.Name, _doneRows, _totalRows));
        }
    }

    private void Tell(string row)
    {
        _faultyRows++;
        if (_rows.Count < DatabaseCopier.NamedRowsCount)
        {
            _rows.Add(row);
        }
    }

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
