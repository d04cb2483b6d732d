namespace Votive.Host.Running;

/// <summary>Where the database of a data folder is, which the environment may put elsewhere.</summary>
internal sealed class DatabaseLocation(DataDirectory data, IReadOnlyDictionary<string, string?> settings)
{
    private readonly string _url = settings.GetValueOrDefault("DATABASE_URL") ?? data.DatabaseFile;

    /// <summary>Whether it is on a PostgreSQL server.</summary>
    public bool IsPostgres => _url.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) && _url.Contains("://", StringComparison.Ordinal);

    /// <summary>Absolute path of the SQLite file.</summary>
    public string Path => System.IO.Path.GetFullPath(_url, data.Path);
}
