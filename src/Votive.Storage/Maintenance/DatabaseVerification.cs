using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Databases.Sqlite;
using Votive.Storage.Fields;

namespace Votive.Storage.Maintenance;

/// <summary>Checks whether a database, or a backup of one, is whole. Changes nothing.</summary>
public sealed class DatabaseVerification
{
    private const string Checksum = "checksum";
    private const string Key = "key";
    private const string Pages = "pages";
    private const string Integrity = "integrity";
    private const string ForeignKeys = "foreign keys";
    private const string Schema = "schema";
    private const string SealedWith = "field keys";

    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly StorageOptions _options;
    private readonly FieldCipher _cipher;
    private readonly FieldKeyring _keyring;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public DatabaseVerification(
        IDbContextFactory<VotiveDbContext> contexts, IOptions<StorageOptions> options, FieldCipher cipher, FieldKeyring keyring, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _contexts = contexts;
        _options = options.Value;
        _cipher = cipher;
        _keyring = keyring;
        _clock = clock;
    }

    /// <summary>Checks the database itself, beside running services.</summary>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    /// <exception cref="MaintenanceException">There is none, or it is locked.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public async Task<VerificationReport> CheckDatabaseAsync(IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        if (_options.UsesPostgres)
        {
            return await CheckPostgresAsync(cancellationToken);
        }

        var path = _options.DatabasePath;
        if (!File.Exists(path))
        {
            throw new MaintenanceException(MaintenanceFault.NoDatabase, $"There is no database at '{path}'.");
        }

        var key = DatabaseKey.Parse(_options.DatabaseKey);
        using var use = await DatabaseUse.TryShareAsync(path, _clock, cancellationToken) ?? throw MaintenanceFailure.InUse(path);
        if (DescribeKey(EncryptedFile.Probe(path, key), "DATABASE_KEY") is { Outcome: VerificationOutcome.Failed } fault)
        {
            return new VerificationReport(path, [fault, .. Skipped(Pages, Integrity, ForeignKeys, Schema, SealedWith)]);
        }

        var pages = await MaintenanceFailure.NamingAsync(path, () => CheckPagesAtRest(path, key, progress, cancellationToken), cancellationToken);
        var report = await MaintenanceFailure.NamingAsync(path, () => CheckContent(path, () => DatabaseConnections.Open(path, key), progress, cancellationToken), cancellationToken);
        var fields = await CheckFieldKeysAsync(() => DatabaseConnections.Open(path, key), report, cancellationToken);
        return report with { Checks = [Opened("DATABASE_KEY"), pages, .. report.Checks, fields] };
    }

    /// <summary>Checks a backup, or any file that nobody writes to, with the key in force or else one before it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told of steps and parts; null for nobody.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    /// <exception cref="MaintenanceException">There is no such file, or the database is PostgreSQL's.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<VerificationReport> CheckFileAsync(string path, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        RequireSqlite(_options, "A backup file is checked with the settings of the SQLite database");
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            throw new MaintenanceException(MaintenanceFault.NoFile, $"There is no file '{path}'.");
        }

        var checksum = await CheckSumAsync(path, progress, cancellationToken);
        var (keyCheck, key, isPrevious) = FindKey(path);
        if (key is null)
        {
            // A file that is as it was made is not damaged: then it is the key.
            return new VerificationReport(path, [checksum, keyCheck, .. Skipped(Pages, Integrity, ForeignKeys, Schema, SealedWith)], HasChecksum: HasSum(checksum))
            {
                LacksKey = checksum.Outcome == VerificationOutcome.Passed
                    && EncryptedFile.Probe(path, DatabaseKey.Parse(_options.DatabaseKey)) == EncryptedFileState.WrongKeyOrDamaged,
            };
        }

        var report = await CheckCopyAsync(path, key, progress, cancellationToken);
        var fields = await CheckFieldKeysAsync(() => DatabaseConnections.OpenCopy(path, key), report, cancellationToken);
        return report with
        {
            Checks = [checksum, keyCheck, .. report.Checks, fields],
            HasChecksum = HasSum(checksum),
            OpensWithPreviousKey = isPrevious,
            LacksKey = report.IsGood && checksum.Outcome != VerificationOutcome.Failed && fields.Outcome == VerificationOutcome.Failed,
        };

        static bool HasSum(VerificationCheck check) => check.Outcome != VerificationOutcome.Skipped;
    }

    /// <summary>The key, of those at hand, that opens a file; null when none does.</summary>
    internal byte[]? FindKeyOf(string path) => FindKey(path).Key;

    /// <summary>Checks pages, content and schema of a closed file under a known key.</summary>
    internal Task<VerificationReport> CheckCopyAsync(string path, byte[] key, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var pages = File.Exists(path + "-wal")
                    ? new VerificationCheck(Pages, VerificationOutcome.Skipped, "A write-ahead log lies beside the file; the integrity check reads the pages in use through it.")
                    : CheckPages(path, key, progress, cancellationToken);
                if (pages.Outcome == VerificationOutcome.Failed)
                {
                    return new VerificationReport(path, [pages, .. Skipped(Integrity, ForeignKeys, Schema)]);
                }

                var report = CheckContent(path, () => DatabaseConnections.OpenCopy(path, key), progress, cancellationToken);
                return report with { Checks = [pages, .. report.Checks] };
            },
            cancellationToken);

    /// <exception cref="MaintenanceException">The database is PostgreSQL's.</exception>
    internal static void RequireSqlite(StorageOptions options, string what)
    {
        if (options.UsesPostgres)
        {
            throw new MaintenanceException(
                MaintenanceFault.NotForPostgres,
                $"{what}; DATABASE_URL names PostgreSQL. Use pg_dump and pg_restore there, and `votive db copy` to move the data.");
        }
    }

    private static VerificationCheck Opened(string variable) => new(Key, VerificationOutcome.Passed, $"{variable} opens it");

    private static IEnumerable<VerificationCheck> Skipped(params string[] names) =>
        names.Select(name => new VerificationCheck(name, VerificationOutcome.Skipped, "not reached"));

    private static VerificationCheck DescribeKey(EncryptedFileState state, string variables) => state switch
    {
        EncryptedFileState.Valid => Opened(variables),
        EncryptedFileState.WrongKeyOrDamaged => new(Key, VerificationOutcome.Failed, $"{variables} does not open it: it was made under another key, or it is damaged."),
        EncryptedFileState.Plaintext => new(Key, VerificationOutcome.Failed, "The file is not encrypted, so it is no database or backup of Votive's."),
        _ => new(Key, VerificationOutcome.Failed, "The file is no database: empty, or cut off."),
    };

    private static async Task<VerificationCheck> CheckSumAsync(string path, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        // Killed just before it got its name it may be whole, but who can tell what its maker had still to do?
        if (path.EndsWith(BackupFile.PartialSuffix, StringComparison.Ordinal))
        {
            return new(Checksum, VerificationOutcome.Failed, $"Its name ends in {BackupFile.PartialSuffix}: it is a backup that was never finished.");
        }

        var written = await BackupChecksum.ReadAsync(path, cancellationToken);
        if (written is null)
        {
            return new(Checksum, VerificationOutcome.Skipped, $"There is no {Path.GetFileName(path)}{BackupChecksum.Suffix} beside it.");
        }

        var actual = await BackupChecksum.ComputeAsync(path, MaintenanceStep.CheckingSum, progress, cancellationToken);
        return written == actual
            ? new(Checksum, VerificationOutcome.Passed, $"SHA-256 is {actual}")
            : new(Checksum, VerificationOutcome.Failed, $"Its SHA-256 is not the one in {Path.GetFileName(path)}{BackupChecksum.Suffix}: the file was changed or cut off since it was made.");
    }

    private static VerificationCheck CheckPagesAtRest(string path, byte[] key, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        // While this connection reads and the log is empty, nobody can write to the file itself: a reader that needs nothing from the log
        // keeps it from being emptied into the file, and without a log a reader keeps off every commit.
        using var connection = DatabaseConnections.OpenReader(path, key);
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; SELECT count(*) FROM sqlite_schema";
        command.ExecuteScalar();
        return new FileInfo(path + "-wal") is { Exists: true, Length: > 0 }
            ? new(Pages, VerificationOutcome.Skipped, "It is being written to: the integrity check authenticates the pages in use, and free pages are left out.")
            : CheckPages(path, key, progress, cancellationToken);
    }

    /// <summary>Whether the keyring has every key that has sealed a field, and whether these keys open what they have sealed.</summary>
    private async Task<VerificationCheck> CheckFieldKeysAsync(Func<SqliteConnection> open, VerificationReport report, CancellationToken cancellationToken)
    {
        if (!report.IsGood || report.Schema is null or SchemaState.Newer)
        {
            return new(SealedWith, VerificationOutcome.Skipped, "not reached");
        }

        try
        {
            await using var connection = open();
            await using var context = new SqliteVotiveContext(new DbContextOptionsBuilder<SqliteVotiveContext>().UseSqlite(connection).Options);
            return await CheckFieldKeysAsync(context, cancellationToken);
        }
        catch (Exception e) when (report.Schema == SchemaState.Older && e is FieldException or SqliteException { SqliteErrorCode: SqliteResult.Error })
        {
            return new(SealedWith, VerificationOutcome.Skipped, "The schema is from before fields were sealed as they are now.");
        }
    }

    private async Task<VerificationCheck> CheckFieldKeysAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        if (!_keyring.IsAtHand)
        {
            return new(SealedWith, VerificationOutcome.Skipped, "FIELD_KEYS is not set, so nobody can tell whether what is sealed opens.");
        }

        var uses = await FieldRewrap.CountByKeyAsync(context, _cipher, cancellationToken);
        if (uses.FirstOrDefault(use => !use.IsKnown) is { } lacking)
        {
            return new(SealedWith, VerificationOutcome.Failed, string.Create(
                CultureInfo.InvariantCulture, $"FIELD_KEYS lacks the key '{lacking.KeyId}', which has sealed {lacking.Count} fields."));
        }

        foreach (var use in uses.Where(use => use.Count > 0))
        {
            try
            {
                await FieldRewrap.OpenOneAsync(context, _cipher, use.KeyId, cancellationToken);
            }
            catch (FieldException e)
            {
                return new(SealedWith, VerificationOutcome.Failed, $"FIELD_KEYS has another key '{use.KeyId}' than the one that has sealed fields, or these are damaged: {e.Message}");
            }
        }

        return new(SealedWith, VerificationOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"FIELD_KEYS has those of all {uses.Sum(use => use.Count)} sealed fields"));
    }

    private static VerificationCheck CheckPages(string path, byte[] key, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        var check = EncryptedFile.CheckPages(path, key, new PageSteps(progress, MaintenanceStep.CheckingPages), cancellationToken);
        return check.DamagedPages == 0
            ? new(Pages, VerificationOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"all {check.TotalPages} are authentic"))
            : new(Pages, VerificationOutcome.Failed, string.Create(
                CultureInfo.InvariantCulture,
                $"{check.DamagedPages} of {check.TotalPages} pages are damaged or missing; the first are {string.Join(", ", check.FirstDamaged.Take(10))}."));
    }

    private VerificationReport CheckContent(string path, Func<SqliteConnection> open, IProgress<MaintenanceProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new MaintenanceProgress(MaintenanceStep.CheckingContent));
        using var connection = open();
        var checks = new List<VerificationCheck>
        {
            CheckRows(connection, Integrity, "PRAGMA integrity_check(5)", row => row.GetString(0), "ok", cancellationToken),
            CheckRows(connection, ForeignKeys, "PRAGMA foreign_key_check", row => $"table {row.GetString(0)}, row {row.GetValue(1)}, points nowhere", null, cancellationToken),
        };
        var (schema, state) = CheckSchema(connection, cancellationToken);
        return new VerificationReport(path, [.. checks, schema], state);
    }

    private static VerificationCheck CheckRows(
        SqliteConnection connection, string name, string pragma, Func<SqliteDataReader, string> describe, string? goodRow, CancellationToken cancellationToken) =>
        MaintenanceFailure.Interruptible(
            connection,
            () =>
            {
                try
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = pragma;
                    command.CommandTimeout = 0;
                    using var reader = command.ExecuteReader();
                    var faults = new List<string>();
                    while (faults.Count < 5 && reader.Read())
                    {
                        if (describe(reader) is var row && row != goodRow)
                        {
                            faults.Add(row);
                        }
                    }

                    return faults.Count == 0
                        ? new VerificationCheck(name, VerificationOutcome.Passed, "no fault found")
                        : new VerificationCheck(name, VerificationOutcome.Failed, $"SQLite found: {string.Join("; ", faults)}.");
                }
                catch (SqliteException e) when (IsDamage(e))
                {
                    return new VerificationCheck(name, VerificationOutcome.Failed, "A page is damaged: it is not what was written.");
                }
            },
            cancellationToken);

    private (VerificationCheck Check, SchemaState? State) CheckSchema(SqliteConnection connection, CancellationToken cancellationToken)
    {
        using var context = _contexts.CreateDbContext();
        var known = context.Database.GetMigrations().ToArray();
        List<string> applied;
        try
        {
            applied = MaintenanceFailure.Interruptible(connection, () => ReadMigrations(connection), cancellationToken);
        }
        catch (SqliteException e) when (IsDamage(e) || e.SqliteErrorCode == SqliteResult.Error)
        {
            return (new(Schema, VerificationOutcome.Failed, "It has no list of Votive's migrations, so it is not a database of Votive's."), null);
        }

        return Describe(applied, known);
    }

    private static List<string> ReadMigrations(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""";
        using var reader = command.ExecuteReader();
        var applied = new List<string>();
        while (reader.Read())
        {
            applied.Add(reader.GetString(0));
        }

        return applied;
    }

    private static (VerificationCheck Check, SchemaState? State) Describe(IReadOnlyList<string> applied, string[] known)
    {
        var state = VotiveDatabase.CompareSchema(applied, known);
        return (state switch
        {
            SchemaState.Newer => new(Schema, VerificationOutcome.Failed, "A newer version of Votive has changed it; this version can't use it."),
            SchemaState.Older => new(Schema, VerificationOutcome.Passed, string.Create(
                CultureInfo.InvariantCulture, $"{known.Length - applied.Count} migrations are outstanding; the next start, or `votive db migrate`, applies them")),
            _ => new(Schema, VerificationOutcome.Passed, "it is the one that this version needs"),
        }, state);
    }

    private static bool IsDamage(SqliteException e) => e.SqliteErrorCode is SqliteResult.InputOutput or SqliteResult.Corrupt or SqliteResult.NotADatabase;

    private (VerificationCheck Check, byte[]? Key, bool IsPrevious) FindKey(string path)
    {
        var key = DatabaseKey.Parse(_options.DatabaseKey);
        var state = EncryptedFile.Probe(path, key);
        if (state != EncryptedFileState.WrongKeyOrDamaged)
        {
            return (DescribeKey(state, "DATABASE_KEY"), state == EncryptedFileState.Valid ? key : null, false);
        }

        var previous = _options.PreviousDatabaseKeys.Select(DatabaseKey.Parse).ToArray();
        if (previous.Length == 0)
        {
            return (DescribeKey(state, "DATABASE_KEY"), null, false);
        }

        return previous.FirstOrDefault(former => EncryptedFile.Probe(path, former) == EncryptedFileState.Valid) is { } opening
            ? (new(Key, VerificationOutcome.Passed, "DATABASE_KEY_PREVIOUS opens it: it was made before a `votive db rekey`"), opening, true)
            : (new(Key, VerificationOutcome.Failed, "Neither DATABASE_KEY nor DATABASE_KEY_PREVIOUS opens it: it was made under another key, or it is damaged."), null, false);
    }

    private async Task<VerificationReport> CheckPostgresAsync(CancellationToken cancellationToken)
    {
        var location = PostgresConnectionText.Describe(_options.DatabaseUrl);
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await context.Database.OpenConnectionAsync(cancellationToken);
            var (schema, state) = Describe(
                await VotiveDatabase.ReadAppliedMigrationsAsync(context, cancellationToken), [.. context.Database.GetMigrations()]);
            var tables = await TableCounts.ReadAsync(context, cancellationToken);
            return new VerificationReport(
                location,
                [
                    new("connection", VerificationOutcome.Passed, "the server answers"),
                    schema,
                    new("tables", VerificationOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"{tables.Values.Sum()} rows in {tables.Count} tables can be counted")),
                    state == SchemaState.Current ? await CheckFieldKeysAsync(context, cancellationToken) : new(SealedWith, VerificationOutcome.Skipped, "not reached"),
                ],
                state);
        }
        catch (Exception e) when (MaintenanceFailure.FromServer(e) is { } failure)
        {
            return new VerificationReport(location, [new("connection", VerificationOutcome.Failed, failure)]);
        }
    }
}
