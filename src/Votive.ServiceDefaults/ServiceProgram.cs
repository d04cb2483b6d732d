using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults;

/// <summary>Runs one service as a program.</summary>
public static class ServiceProgram
{
    /// <summary>Exit code for a configuration that cannot work (<c>EX_CONFIG</c> of sysexits.h).</summary>
    public const int ConfigurationExitCode = 78;

    /// <summary>Exit code for a start without something that is needed and may be there later (<c>EX_UNAVAILABLE</c> of sysexits.h).</summary>
    public const int UnavailableExitCode = 69;

    /// <summary>
    /// Builds and runs a service until it is told to stop. Configuration faults are printed to standard error, all at once, without their values.
    /// With <c>--healthcheck</c> among the arguments nothing is built: the running instance is asked whether it lives.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="build">Composes the service. May throw <see cref="ConfigurationException"/>.</param>
    /// <returns>0 after a clean stop; 1 when a background service failed; 69 when something that the start needs is down; 78 for a faulty configuration; with <c>--healthcheck</c> 0 when the service lives, else 1.</returns>
    public static async Task<int> RunAsync(string[] args, Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(build);
        if (args.Contains(HealthProbe.Argument, StringComparer.Ordinal))
        {
            return await HealthProbe.RunAsync(args);
        }

        try
        {
            await using var app = build();
            var services = BackgroundServices(app.Services);
            await app.RunAsync();

            // A background service that died has stopped the host; for whoever restarts failed programs that must not look like a clean stop.
            if (FaultOf(services) is { } fault)
            {
                await Console.Error.WriteLineAsync(DescribeConfigurationFaults(fault) ?? "Stopped: a background service failed; the log says why.");
                return DescribeConfigurationFaults(fault) is null ? 1 : ConfigurationExitCode;
            }

            return 0;
        }
        catch (Exception exception) when (DescribeConfigurationFaults(exception) is { } message)
        {
            await Console.Error.WriteLineAsync(message);
            return ConfigurationExitCode;
        }
        catch (UnavailableException exception)
        {
            await Console.Error.WriteLineAsync($"Cannot start: {exception.Message}");
            return UnavailableExitCode;
        }
    }

    /// <summary>Why a background service of a host ended, or null while none has failed.</summary>
    public static Exception? BackgroundFault(IServiceProvider services) => FaultOf(BackgroundServices(services));

    /// <summary>All configuration faults that an exception names, as one message for a terminal.</summary>
    /// <returns>Null when the exception is about anything else.</returns>
    public static string? DescribeConfigurationFaults(Exception exception) =>
        ConfigurationFaults(exception) is { Count: > 0 } faults ? Describe(faults) : null;

    private static BackgroundService[] BackgroundServices(IServiceProvider services) =>
        [.. services.GetServices<IHostedService>().OfType<BackgroundService>()];

    private static Exception? FaultOf(BackgroundService[] services) =>
        services.Select(service => service.ExecuteTask?.Exception?.InnerException).FirstOrDefault(fault => fault is not null);

    /// <summary>All faults when the exception is about nothing but the configuration, else null.</summary>
    private static List<string>? ConfigurationFaults(Exception exception) => exception switch
    {
        OptionsValidationException options => [.. options.Failures],
        ConfigurationException configuration => [.. configuration.Faults],
        AggregateException several when several.InnerExceptions.All(inner => ConfigurationFaults(inner) is not null) =>
            [.. several.InnerExceptions.SelectMany(inner => ConfigurationFaults(inner) ?? [])],
        _ => null,
    };

    private static string Describe(List<string> faults) => string.Join(
        Environment.NewLine,
        [
            faults.Count == 1 ? "Cannot start: the configuration has a fault." : $"Cannot start: the configuration has {faults.Count} faults.",
            .. faults.Select(fault => $"  - {fault}"),
        ]);
}
