using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Fields;

namespace Votive.Storage.Maintenance;

/// <summary>Looks at a database, also at one that can't be used. Changes nothing in it.</summary>
public sealed class DatabaseStatus
{
    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly VotiveDatabase _database;
    private readonly StorageOptions _options;
    private readonly FieldCipher _cipher;
    private readonly FieldKeyring _keyring;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseStatus(
        IDbContextFactory<VotiveDbContext> contexts, VotiveDatabase database, IOptions<StorageOptions> options, FieldCipher cipher, FieldKeyring keyring, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _database = database;
        _options = options.Value;
        _cipher = cipher;
        _keyring = keyring;
        _clock = clock;
    }

    /// <summary>Reads what there is to say.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public async Task<DatabaseStatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        var report = _options.UsesPostgres
            ? new DatabaseStatusReport { Provider = "postgresql", Location = PostgresConnectionText.Describe(_options.DatabaseUrl) }
            : ReadFile();
        if (report.State is not (null or EncryptedFileState.Valid))
        {
            return report;
        }

        // A connection that closes last deletes the log beside the database; that must not be the log of another one, put there meanwhile.
        using var use = _options.UsesPostgres ? null : await DatabaseUse.TryShareAsync(_options.DatabasePath, _clock, cancellationToken);
        if (use is null && !_options.UsesPostgres)
        {
            return report with { Fault = "A restore or a change of key is at work." };
        }

        try
        {
            return await ReadContentAsync(report, cancellationToken);
        }
        finally
        {
            if (!_options.UsesPostgres)
            {
                using var pooled = new SqliteConnection(SqliteConnectionText.For(_options));
                SqliteConnection.ClearPool(pooled);
            }
        }
    }

    private async Task<DatabaseStatusReport> ReadContentAsync(DatabaseStatusReport report, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
            var known = context.Database.GetMigrations().ToArray();
            var applied = await VotiveDatabase.ReadAppliedMigrationsAsync(context, cancellationToken);
            report = report with
            {
                AppliedMigrations = applied,
                PendingMigrations = [.. known.Except(applied, StringComparer.Ordinal)],
                Schema = VotiveDatabase.CompareSchema(applied, known),
                Rows = await TableCounts.ReadAsync(context, cancellationToken),
            };
            if (report.Schema == SchemaState.Current)
            {
                var uses = await FieldRewrap.CountByKeyAsync(context, _cipher, cancellationToken);
                report = report with { FieldKeys = _keyring.IsAtHand ? uses : [.. uses.Where(use => !use.IsKnown)] };
            }

            return _options.UsesPostgres ? report : report with { PageCount = ReadPageCount(context), PageWrites = _database.RecordPageWrites(), Locked = IsLocked(context) };
        }
        catch (SqliteException e)
        {
            return report with
            {
                Locked = e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked,
                Fault = e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked
                    ? "Another program holds it locked."
                    : "It can't be read whole; `votive db verify` says what is wrong.",
            };
        }
        catch (FieldException e)
        {
            return report with { Fault = $"What is sealed in it can't be read: {e.Message}" };
        }
        catch (Exception e) when (MaintenanceFailure.FromServer(e) is { } failure)
        {
            return report with { Fault = failure };
        }
    }

    private static long? ReadPageCount(VotiveDbContext context)
    {
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return command.ExecuteScalar() as long?;
    }

    /// <summary>Asks for the writer's place, without waiting, and gives it back at once.</summary>
    private static bool IsLocked(VotiveDbContext context)
    {
        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandTimeout = 1;
        command.CommandText = "PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK";
        try
        {
            command.ExecuteNonQuery();
            return false;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteResult.Busy or SqliteResult.Locked)
        {
            return true;
        }
    }

    private DatabaseStatusReport ReadFile()
    {
        var path = _options.DatabasePath;
        var state = EncryptedFile.Probe(path, DatabaseKey.Parse(_options.DatabaseKey));
        var file = new FileInfo(path);
        var log = new FileInfo(path + "-wal");
        var folder = Path.GetDirectoryName(path)!;
        return new DatabaseStatusReport
        {
            Provider = "sqlite",
            Location = path,
            State = state,
            Fault = state switch
            {
                EncryptedFileState.WrongKeyOrDamaged => "DATABASE_KEY does not open it: it is another key, or the file is damaged.",
                EncryptedFileState.Plaintext => "It is not encrypted, so it is not Votive's.",
                EncryptedFileState.NotADatabase => "It is not a database, or it was cut off.",
                _ => null,
            },
            SizeBytes = file.Exists ? file.Length : null,
            WalBytes = log.Exists ? log.Length : null,
            Salt = state == EncryptedFileState.Valid ? EncryptedFile.ReadSalt(path) : null,
            PageWriteLimit = EncryptedVfs.PageWriteLimit,
            FreeDiskBytes = Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : null,
            Schema = state is EncryptedFileState.Missing or EncryptedFileState.Empty ? SchemaState.Missing : null,
            InUse = file.Exists ? IsInUse(path) : null,
            LastBackup = LastBackup.In(_options.BackupFolder, _clock.GetUtcNow()),
            Leftovers = Leftover.Beside(path),
        };
    }

    private static bool IsInUse(string path)
    {
        // Nothing is made for a look: who uses the database has made the file.
        if (!File.Exists(path + ".use"))
        {
            return false;
        }

        using var alone = DatabaseUse.TryTakeAlone(path);
        return alone is null;
    }
}
