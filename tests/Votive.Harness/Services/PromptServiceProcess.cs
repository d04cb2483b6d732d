using System.Text.Json;
using Votive.Harness.Running;

namespace Votive.Harness.Services;

/// <summary>The built prompt service as a process of its own.</summary>
internal sealed class PromptServiceProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private PromptServiceProcess(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it; it is not ready yet.</summary>
    /// <param name="settings">Its variables.</param>
    /// <param name="wrapper">A shell command that starts it as <c>"$@"</c>; null for none.</param>
    public static PromptServiceProcess Start(ServiceSettings settings, string? wrapper = null)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Votive.PromptService.dll");
        var start = wrapper is null
            ? settings.StartOf("dotnet", program)
            : settings.StartOf("sh", "-c", wrapper, "sh", "dotnet", program);
        return new PromptServiceProcess(ChildProcess.Start(start));
    }

    /// <summary>Waits until it serves.</summary>
    /// <returns>Its address; null when it ended instead.</returns>
    public async Task<Uri?> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (await _process.ReadLineAsync(cancellationToken) is { } line)
        {
            if (AddressIn(line) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>What it wrote to standard error.</returns>
    public Task<string> WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>SIGTERM, and waits for the end.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken) => _process.TerminateAsync(cancellationToken);

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static Uri? AddressIn(string line)
    {
        if (!line.Contains("Now listening on", StringComparison.Ordinal))
        {
            return null;
        }

        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.TryGetProperty("address", out var address) ? new Uri(address.GetString()!) : null;
    }
}
