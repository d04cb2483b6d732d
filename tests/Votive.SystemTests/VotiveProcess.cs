using System.Diagnostics;

namespace Votive.SystemTests;

/// <summary>The built program as a person starts it.</summary>
internal sealed class VotiveProcess : IDisposable
{
    private readonly Process _process;

    private VotiveProcess(Process process) => _process = process;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="input">Standard input; null for none.</param>
    /// <param name="environment">Variables set beside a minimal environment.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var program = Start(arguments, environment);
        var output = program._process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = program._process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input is not null)
        {
            await program._process.StandardInput.WriteAsync(input);
        }

        program._process.StandardInput.Close();
        await program._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program._process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command that runs until it is told to stop.</summary>
    public static VotiveProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "votive.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A key or address in the developer's own environment must not change what the test sees.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new VotiveProcess(Process.Start(start)!);
    }

    /// <summary>The next line of output; null at the end.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>Sends SIGTERM to this very process and waits for its end.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("ANTHROPIC_", StringComparison.Ordinal) || name.StartsWith("CIRCUIT_BREAKER_", StringComparison.Ordinal)
        || name is "DATABASE_KEY" or "DATABASE_URL" or "DATA_DIR" or "FIELD_KEYS" or "INDEX_KEY" or "SERVICE_API_KEY" or "ANALYSIS_PROVIDER" or "LOG_LEVEL";
}
