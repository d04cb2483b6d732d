using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Votive.EncryptedSqlite;

namespace Votive.Storage.Databases.Sqlite;

/// <summary>The encrypted SQLite file.</summary>
internal sealed class SqliteDatabase(StorageOptions options, TimeProvider clock) : IDatabaseEngine
{
    private const string Damaged = "DATABASE_URL names a database that is damaged; restore a backup.";

    private readonly string _path = options.DatabasePath;
    private readonly PageWriteLedger _pageWrites = new(options.DatabasePath);
    private readonly MadeMark _mark = new(options.DatabasePath);
    private DatabaseUse? _use;

    public async Task<IAsyncDisposable> LockAsync(bool refuseLost, CancellationToken cancellationToken)
    {
        CreateFolder();
        await ShareUseAsync(cancellationToken);
        var only = await FileLock.AcquireAsync(_path + ".lock", clock, cancellationToken);
        try
        {
            if (await IsMissingAsync(cancellationToken))
            {
                Create(refuseLost);
            }

            return only;
        }
        catch
        {
            await only.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_path))
        {
            await ShareUseAsync(cancellationToken);
        }

        switch (EncryptedFile.Probe(_path, DatabaseKey.Parse(options.DatabaseKey)))
        {
            case EncryptedFileState.Missing or EncryptedFileState.Empty:
                return true;
            case EncryptedFileState.WrongKeyOrDamaged:
                throw VotiveDatabase.Unusable("DATABASE_KEY does not open the database that DATABASE_URL names: it is another key, or the file is damaged.");
            case EncryptedFileState.Plaintext:
                throw VotiveDatabase.Unusable("DATABASE_URL names a database that is not encrypted; Votive does not use it.");
            case EncryptedFileState.NotADatabase:
                throw VotiveDatabase.Unusable("DATABASE_URL names a file that is not a database, or one that was cut off.");
            default:
                break;
        }

        return new FileInfo(_path).IsReadOnly
            ? throw VotiveDatabase.Unusable("DATABASE_URL names a database that is read-only.")
            : false;
    }

    public async Task CheckAsync(VotiveDbContext context, CancellationToken cancellationToken)
    {
        var mode = await ScalarAsync(context, "PRAGMA journal_mode = WAL", cancellationToken);
        if (mode != "wal")
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a database that can't keep a write-ahead log; it must lie on a local disk.");
        }

        // Reads every page in use, and the encryption tells any that was changed by other hands or by the disk.
        if (await ScalarAsync(context, "PRAGMA quick_check(1)", cancellationToken) != "ok")
        {
            throw VotiveDatabase.Unusable(Damaged);
        }

        // Entity Framework's own lock is a row, and a program that was killed leaves it behind for ever; ours, held here, can't be left.
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
    }

    public Task RememberAsync(CancellationToken cancellationToken)
    {
        // What migrations set on their connection is theirs alone; it must not come back out of the pool.
        ClearPool();
        _mark.Finish();
        return Task.CompletedTask;
    }

    public long? RecordPageWrites() => _pageWrites.Record();

    public string? Describe(Exception exception, bool isStarting) => exception switch
    {
        IOException or UnauthorizedAccessException => $"DATABASE_URL, with DATA_DIR, names a path that can't be used ({exception.Message.TrimEnd('.')}).",
        DbUpdateException { InnerException: SqliteException failure } => Describe(failure, isStarting),
        SqliteException failure when isStarting || !DatabaseFailure.IsTemporary(failure) => failure.SqliteErrorCode switch
        {
            SqliteResult.Corrupt or SqliteResult.NotADatabase => Damaged,
            SqliteResult.InputOutput when failure.SqliteExtendedErrorCode == SqliteResult.DamagedPage => Damaged,

            // SQLite does not always say which of the two it was.
            SqliteResult.InputOutput when isStarting => "DATABASE_URL names a database that can't be read: it is damaged, or its disk fails. `votive db verify` tells.",
            SqliteResult.Busy or SqliteResult.Locked => "DATABASE_URL names a database that another program holds locked.",
            SqliteResult.ReadOnly => "DATABASE_URL names a database that is read-only.",
            SqliteResult.CannotOpen => "DATABASE_URL names a database that can't be opened.",
            SqliteResult.Full => "DATABASE_URL names a database on a disk that is full.",

            // Only a migration can break a rule: the schema of before is still being written to.
            SqliteResult.Constraint when isStarting => "DATABASE_URL names a database to which an older program still writes; stop it and start again.",
            _ => null,
        },
        _ => null,
    };

    public void Dispose()
    {
        ClearPool();
        try
        {
            _pageWrites.Record();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is full or gone: no reason not to stop. What was not written down since the last time is little.
        }

        _use?.Dispose();
    }

    private void ClearPool()
    {
        using var connection = new SqliteConnection(SqliteConnectionText.For(options));
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>From now to the end of this program nobody puts another file in the database's place.</summary>
    private async Task ShareUseAsync(CancellationToken cancellationToken)
    {
        if (_use is null)
        {
            var use = await DatabaseUse.TryShareAsync(_path, clock, cancellationToken)
                ?? throw VotiveDatabase.Unusable("DATABASE_URL names a database that a restore or a change of key is working on; wait for its end.");
            if (Interlocked.CompareExchange(ref _use, use, null) is not null)
            {
                use.Dispose();
            }
        }
    }

    private static async Task<string?> ScalarAsync(VotiveDbContext context, string pragma, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private void Create(bool refuseLost)
    {
        if (File.Exists(_path + "-wal") || (refuseLost && _mark.IsMade))
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a database that was there and is gone; restore it, or name another path.");
        }

        if (refuseLost && File.Exists(_path) && !_mark.IsMaking)
        {
            throw VotiveDatabase.Unusable("DATABASE_URL names a file that is empty: a database that was cut off. Restore it, or delete the file to begin anew.");
        }

        _mark.Begin();

        // An empty file is an empty database to SQLite. Made here, because connections never make one, and to set who may read it.
        var file = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(_path, file);
    }

    private void CreateFolder()
    {
        var folder = Path.GetDirectoryName(_path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
