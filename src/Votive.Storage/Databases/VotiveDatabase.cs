using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases;

/// <summary>The database file: made, checked and brought up to date. One for each host.</summary>
public sealed class VotiveDatabase : IDisposable
{
    private const string Damaged = "DATABASE_URL names a database that is damaged; restore a backup.";

    private readonly IDbContextFactory<VotiveDbContext> _contexts;
    private readonly IOptions<StorageOptions> _options;
    private readonly TimeProvider _clock;

    /// <summary>For the container.</summary>
    public VotiveDatabase(IDbContextFactory<VotiveDbContext> contexts, IOptions<StorageOptions> options, TimeProvider clock)
    {
        _contexts = contexts;
        _options = options;
        _clock = clock;
    }

    private string FilePath => _options.Value.DatabasePath;

    /// <summary>Stands beside a database that was once made: where the database is missing then, it was lost.</summary>
    private string MarkPath => FilePath + ".made";

    /// <summary>
    /// Makes the database where it is missing, checks every page of an existing one, and applies outstanding migrations;
    /// one process at a time. Belongs to one program, the prompt service.
    /// </summary>
    /// <param name="refuseLost">True to refuse to make a new database in place of one that was there and is gone.</param>
    /// <param name="cancellationToken">Stops waiting and working.</param>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    public Task MigrateAsync(bool refuseLost, CancellationToken cancellationToken) => NamingFaultsAsync(async () =>
    {
        CreateFolder();
        using var only = await FileLock.AcquireAsync(FilePath + ".lock", _clock, cancellationToken);
        if (IsMissing())
        {
            Create(refuseLost);
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        await CheckAsync(context, cancellationToken);
        if (await CompareSchemaAsync(context, cancellationToken) == SchemaState.Newer)
        {
            throw Unusable("DATABASE_URL names a database that a newer version of Votive has changed; this version can't use it.");
        }

        // Entity Framework's own lock is a row, and a program that was killed leaves it behind for ever; ours, held here, can't be left.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await File.WriteAllTextAsync(
            MarkPath,
            "Votive made the database beside this file. While this file is here, a missing database stops the start in production\n"
            + "instead of being replaced by an empty one: restore a backup, or delete this file to begin anew.\n",
            cancellationToken);
        return true;
    }, _ => true);

    /// <summary>Compares the schema with what this program needs; changes nothing.</summary>
    /// <exception cref="OptionsValidationException">The database can't be used; the text names the variable and the cause.</exception>
    /// <exception cref="SqliteException">It does not answer just now (<see cref="DatabaseFailure.IsTemporary"/>).</exception>
    public Task<SchemaState> ReadSchemaStateAsync(CancellationToken cancellationToken) => NamingFaultsAsync(async () =>
    {
        if (IsMissing())
        {
            return SchemaState.Missing;
        }

        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await CompareSchemaAsync(context, cancellationToken);
    }, e => !DatabaseFailure.IsTemporary(e));

    /// <summary>Closes idle connections, so that the last one out empties the write-ahead log into the database.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(ConnectionText.For(_options.Value));
        SqliteConnection.ClearPool(connection);
    }

    private static async Task<SchemaState> CompareSchemaAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        return !applied.IsSubsetOf(known) ? SchemaState.Newer
            : applied.Count < known.Count ? SchemaState.Older
            : SchemaState.Current;
    }

    private static async Task CheckAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        var mode = await ScalarAsync(context, "PRAGMA journal_mode = WAL", cancellationToken);
        if (mode != "wal")
        {
            throw Unusable("DATABASE_URL names a database that can't keep a write-ahead log; it must lie on a local disk.");
        }

        // Reads every page in use, and the encryption tells any that was changed by other hands or by the disk.
        if (await ScalarAsync(context, "PRAGMA quick_check(1)", cancellationToken) != "ok")
        {
            throw Unusable(Damaged);
        }
    }

    private static async Task<string?> ScalarAsync(VotiveDbContext context, string pragma, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static OptionsValidationException Unusable(string fault) => new(nameof(StorageOptions), typeof(StorageOptions), [fault]);

    private void CreateFolder()
    {
        var folder = Path.GetDirectoryName(FilePath)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>True when there is no database yet; throws when what is there can't be used.</summary>
    private bool IsMissing()
    {
        switch (EncryptedFile.Probe(FilePath, DatabaseKey.Parse(_options.Value.DatabaseKey)))
        {
            case EncryptedFileState.Missing or EncryptedFileState.Empty:
                return true;
            case EncryptedFileState.WrongKeyOrDamaged:
                throw Unusable("DATABASE_KEY does not open the database that DATABASE_URL names: it is another key, or the file is damaged.");
            case EncryptedFileState.Plaintext:
                throw Unusable("DATABASE_URL names a database that is not encrypted; Votive does not use it.");
            case EncryptedFileState.NotADatabase:
                throw Unusable("DATABASE_URL names a file that is not a database, or one that was cut off.");
            default:
                break;
        }

        if (new FileInfo(FilePath).IsReadOnly)
        {
            throw Unusable("DATABASE_URL names a database that is read-only.");
        }

        return false;
    }

    private void Create(bool refuseLost)
    {
        if (File.Exists(FilePath + "-wal") || (refuseLost && File.Exists(MarkPath)))
        {
            throw Unusable("DATABASE_URL names a database that was there and is gone; restore it, or name another path.");
        }

        // An empty file is an empty database to SQLite. Made here, because connections never make one, and to set who may read it.
        var file = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(FilePath, file);
    }

    private static async Task<T> NamingFaultsAsync<T>(Func<Task<T>> work, Func<SqliteException, bool> isFault)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"DATABASE_URL, with DATA_DIR, names a path that can't be used ({e.GetType().Name}).");
        }
        catch (SqliteException e) when (isFault(e))
        {
            throw Unusable(e.SqliteErrorCode switch
            {
                SqliteResult.Busy or SqliteResult.Locked => "DATABASE_URL names a database that another program holds locked.",
                SqliteResult.ReadOnly => "DATABASE_URL names a database that is read-only.",
                SqliteResult.CannotOpen => "DATABASE_URL names a database that can't be opened.",
                SqliteResult.Full => "DATABASE_URL names a database on a disk that is full.",
                _ => Damaged,
            });
        }
    }
}
