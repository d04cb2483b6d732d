using System.Text.Json;

namespace Votive.SystemTests.Db;

/// <summary>A data folder, and the built program's commands on its database.</summary>
internal sealed class DatabaseCommands : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("votive-test-");

    public string Folder => Path.Combine(_root.FullName, "data");

    public string DatabasePath => Path.Combine(Folder, "votive.db");

    public string SecretsPath => Path.Combine(Folder, "secrets.env");

    /// <summary>A path outside the data folder.</summary>
    public string Beside(string name) => Path.Combine(_root.FullName, name);

    /// <summary>Runs <c>votive db …</c> on the folder.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        VotiveProcess.RunAsync(["db", .. arguments, "--data", Folder], environment: environment);

    /// <summary>Runs a command that must go well.</summary>
    public async Task<JsonElement> DoAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, $"{code}: {error}");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a command that must be refused, in one sentence or two on standard error, with nothing on standard output.</summary>
    public async Task<string> RefusedAsync(int exitCode, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == exitCode, $"{code}: {error}{output}");
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return error;
    }

    public Dictionary<string, string> ReadSecrets() => File.ReadLines(SecretsPath)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    public void Dispose() => _root.Delete(recursive: true);
}
