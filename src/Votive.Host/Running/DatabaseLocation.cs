namespace Votive.Host.Running;

/// <summary>Where the database of a data folder is, which the environment may put elsewhere.</summary>
internal sealed class DatabaseLocation(DataDirectory data, IReadOnlyDictionary<string, string?> settings)
{
    private readonly string _url = settings.GetValueOrDefault("DATABASE_URL") ?? data.DatabaseFile;

    /// <summary>Whether it is on a PostgreSQL server.</summary>
    public bool IsPostgres => _url.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && _url.Contains("://", StringComparison.Ordinal);

    /// <summary>What there is to say of a database that was there and is gone (<see cref="IsLost"/>).</summary>
    public const string LostFault = "It was there and is gone: restore a backup with `votive db restore`. To begin with an empty one instead, delete the file .made beside it.";

    /// <summary>Absolute path of the folder of backups.</summary>
    public string BackupFolder => System.IO.Path.Combine(data.Path, "backups");

    /// <summary>Absolute path of the SQLite file.</summary>
    public string Path => System.IO.Path.GetFullPath(_url, data.Path);

    /// <summary>Whether the SQLite file is there, be it empty.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be looked into, so nobody knows.</exception>
    public bool Exists
    {
        get
        {
            try
            {
                // Unlike File.Exists, which takes what it may not see for missing.
                return !IsPostgres && !File.GetAttributes(Path).HasFlag(FileAttributes.Directory);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether a SQLite database was there once and is gone: then a backup is wanted, not an empty database.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder may not be looked into, so nobody knows.</exception>
    public bool IsLost => !IsPostgres && (!Exists || new FileInfo(Path).Length == 0) && (File.Exists(Path + ".made") || File.Exists(Path + "-wal"));
}
