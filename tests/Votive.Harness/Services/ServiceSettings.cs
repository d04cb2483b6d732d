using System.Diagnostics;
using Votive.Harness.Databases;

namespace Votive.Harness.Services;

/// <summary>Variables that the built programs are started with.</summary>
/// <param name="DataFolder">Folder of the database.</param>
/// <param name="DatabaseKey">64 hex digits; null to leave it out.</param>
internal sealed record ServiceSettings(string DataFolder, string? DatabaseKey)
{
    /// <summary>The credential between services.</summary>
    public const string ServiceKey = "service-key-of-the-harness-0123456789";

    /// <summary>Variables in place of the harness's own.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of a service on a database.</summary>
    public static ServiceSettings For(DatabaseFiles files) => new(Path.GetDirectoryName(files.Path)!, Convert.ToHexString(files.Key));

    /// <summary>A process start with these variables and none of the developer's own that mean something to Votive.</summary>
    public ProcessStartInfo StartOf(string fileName, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(fileName, arguments.ToArray());
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DATA_DIR"] = DataFolder;
        start.Environment["FIELD_KEYS"] = $"harness:{new string('1', 64)}";
        start.Environment["INDEX_KEY"] = new string('2', 64);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["DOTNET_gcServer"] = "0"; // starts faster, and many start
        if (DatabaseKey is not null)
        {
            start.Environment["DATABASE_KEY"] = DatabaseKey;
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        // The clients of the harness know no other.
        start.Environment["SERVICE_API_KEY"] = ServiceKey;
        return start;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("JOB_", StringComparison.Ordinal) || name.StartsWith("ANTHROPIC_", StringComparison.Ordinal)
        || name is "DATABASE_KEY_PREVIOUS" or "NEW_DATABASE_KEY" or "DATABASE_KEY" or "DATABASE_URL" or "DATA_DIR" or "SERVICE_API_KEY" or "FIELD_KEYS" or "INDEX_KEY" or "LOG_LEVEL";
}
