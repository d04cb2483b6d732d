using Microsoft.Extensions.Configuration;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage;

/// <summary>Where the database is and which keys open it and what is in it.</summary>
public sealed class StorageOptions
{
    /// <summary>Key of the database file: 32 random bytes as base64 or as 64 hex digits. Required but on PostgreSQL.</summary>
    [ConfigurationKeyName("DATABASE_KEY")]
    public string DatabaseKey { get; set; } = "";

    /// <summary>The keys before <c>votive db rekey</c>, with which older backups open: the newest first, commas between them; null when there is none.</summary>
    [ConfigurationKeyName("DATABASE_KEY_PREVIOUS")]
    public string? PreviousDatabaseKey { get; set; }

    /// <summary>
    /// Keys of the fields that are sealed inside the database: <c>id:key,id:key</c>, an id being 1 to 32 lower-case letters, digits and
    /// hyphens, a key 32 random bytes as base64 or as 64 hex digits. The first is in force, the others only open. Required.
    /// </summary>
    [ConfigurationKeyName("FIELD_KEYS")]
    public string FieldKeys { get; set; } = "";

    /// <summary>Key of the blind index of e-mail addresses: 32 random bytes as base64 or as 64 hex digits. Required.</summary>
    [ConfigurationKeyName("INDEX_KEY")]
    public string IndexKey { get; set; } = "";

    /// <summary>
    /// Path of the SQLite file; a relative one starts at <see cref="DataDirectory"/>. Or a PostgreSQL database:
    /// <c>postgresql://user:password@host:port/database</c>. Default <c>votive.db</c>.
    /// </summary>
    [ConfigurationKeyName("DATABASE_URL")]
    public string DatabaseUrl { get; set; } = "votive.db";

    /// <summary>Folder of everything that is kept; a relative one starts at the working directory. Default <c>data</c>.</summary>
    [ConfigurationKeyName("DATA_DIR")]
    public string DataDirectory { get; set; } = "data";

    /// <summary>The keys of <see cref="PreviousDatabaseKey"/> as they are written, the newest first.</summary>
    internal IReadOnlyList<string> PreviousDatabaseKeys =>
        (PreviousDatabaseKey ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the database is PostgreSQL's.</summary>
    internal bool UsesPostgres => PostgresConnectionText.IsPostgres(DatabaseUrl);

    /// <summary>Absolute path of the SQLite file.</summary>
    internal string DatabasePath => Path.GetFullPath(DatabaseUrl, Path.GetFullPath(DataDirectory));

    /// <summary>Absolute path of the folder where backups go that name no other place.</summary>
    internal string BackupFolder => Path.Combine(Path.GetFullPath(DataDirectory), "backups");
}
