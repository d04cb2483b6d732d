using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Services;

/// <summary>The built <c>votive</c> program on a data folder whose secrets lie in it, as <c>votive up</c> leaves them.</summary>
internal sealed class VotiveCommand(string dataFolder)
{
    public string DataFolder => dataFolder;

    public string DatabasePath => Path.Combine(dataFolder, "votive.db");

    public string SecretsPath => Path.Combine(dataFolder, "secrets.env");

    /// <summary>The database under the key that the secrets name now.</summary>
    public DatabaseFiles Database() => new(DatabasePath, Convert.FromBase64String(Secrets()["DATABASE_KEY"]));

    /// <summary>Settings of a service on it, with all of its secrets.</summary>
    public ServiceSettings Settings() => new(dataFolder, Secrets()["DATABASE_KEY"]) { Variables = Secrets() };

    private Dictionary<string, string> Secrets() => File.ReadLines(SecretsPath)
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .ToDictionary(line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);

    /// <summary>Starts <c>votive db …</c>.</summary>
    public ChildProcess Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ServiceSettings(dataFolder, null).StartOf("dotnet", [Path.Combine(AppContext.BaseDirectory, "votive.dll"), "db", .. arguments, "--data", dataFolder]);

        // The secrets are the folder's own.
        foreach (var name in new[] { "DATA_DIR", "SERVICE_API_KEY", "FIELD_KEYS", "INDEX_KEY", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS" })
        {
            start.Environment.Remove(name);
        }

        return ChildProcess.Start(start);
    }

    /// <summary>Runs <c>votive db …</c> to its end.</summary>
    public async Task<(int ExitCode, string Error)> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var command = Start(arguments);
        var error = await command.WaitForExitAsync(cancellationToken);
        return (command.ExitCode, error.Trim());
    }
}
