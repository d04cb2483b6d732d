using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Fields;

namespace Votive.Storage.Maintenance;

/// <summary>How a database is doing.</summary>
public sealed record DatabaseStatusReport
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Path of the file; for PostgreSQL the server and database, without user and password.</summary>
    public required string Location { get; init; }

    /// <summary>What lies there; null for PostgreSQL.</summary>
    public EncryptedFileState? State { get; init; }

    /// <summary>Why nothing more can be said, one sentence; null when all was read.</summary>
    public string? Fault { get; init; }

    /// <summary>Of the file; null for PostgreSQL, or when there is none.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Of the write-ahead log; null for PostgreSQL, or when there is none.</summary>
    public long? WalBytes { get; init; }

    /// <summary>Pages of 4096 bytes; null for PostgreSQL, or when it could not be read.</summary>
    public long? PageCount { get; init; }

    /// <summary>Names the space of nonces; 32 lower-case hex digits; null for PostgreSQL, or when there is no database.</summary>
    public string? Salt { get; init; }

    /// <summary>
    /// Pages that all programs have encrypted under the salt, as far as they have written it down; null for PostgreSQL, or when it could not be read.
    /// </summary>
    public long? PageWrites { get; init; }

    /// <summary>Page writes after which writing stops until the salt is changed; null for PostgreSQL.</summary>
    public long? PageWriteLimit { get; init; }

    /// <summary>Free room on the disk, in bytes; null for PostgreSQL, or when the folder is missing.</summary>
    public long? FreeDiskBytes { get; init; }

    /// <summary>How the schema compares with what this program needs; null when it could not be read.</summary>
    public SchemaState? Schema { get; init; }

    /// <summary>Applied migrations in order; empty when none, or when they could not be read.</summary>
    public IReadOnlyList<string> AppliedMigrations { get; init; } = [];

    /// <summary>Outstanding migrations in order; empty when none, or when they could not be read.</summary>
    public IReadOnlyList<string> PendingMigrations { get; init; } = [];

    /// <summary>Rows by table; empty when they could not be read.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// How many fields each key has sealed, the key in force first; where no keyring is at hand, only of keys found in the database (none is
    /// known then). Empty when they could not be read, or the schema is not this program's.
    /// </summary>
    public IReadOnlyList<FieldKeyUse> FieldKeys { get; init; } = [];

    /// <summary>Whether another program uses the file; null for PostgreSQL, or when there is none.</summary>
    public bool? InUse { get; init; }

    /// <summary>Whether another program is writing at this very moment; null for PostgreSQL, or when it could not be read.</summary>
    public bool? Locked { get; init; }

    /// <summary>The newest finished backup in the data folder; null when there is none.</summary>
    public LastBackup? LastBackup { get; init; }

    /// <summary>Former and unfinished databases beside the file; empty for PostgreSQL, or when there are none.</summary>
    public IReadOnlyList<Leftover> Leftovers { get; init; } = [];
}

/// <summary>A backup.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record LastBackup(string Path, DateTimeOffset MadeAt, long AgeSeconds, long SizeBytes)
{
    /// <summary>The newest finished one of a folder; null when there is none.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static LastBackup? In(string folder, DateTimeOffset now) => BackupFile.In(folder) is [var newest, ..]
        ? new LastBackup(newest.Path, newest.MadeAt, (long)(now - newest.MadeAt).TotalSeconds, newest.SizeBytes)
        : null;
}
