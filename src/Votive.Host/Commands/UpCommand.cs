using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Votive.Host.Running;

namespace Votive.Host.Commands;

/// <summary><c>votive up</c>: everything in one process, until Ctrl-C or SIGTERM.</summary>
internal static class UpCommand
{
    /// <summary>Port of the web where none is named.</summary>
    public const int DefaultPort = 3000;

    public static Command Create()
    {
        var data = CommonOptions.Data();
        var port = new Option<int>("--port")
        {
            Description = "Port of the web; backend, prompt service and worker take the next three. 0 for any free ports.",
            HelpName = "BASE",
            DefaultValueFactory = _ => DefaultPort,
            CustomParser = argument => CommonOptions.ReadNumber(argument, "--port", 0, 65_532),
        };

        var command = new Command("up", "Run web, backend, prompt service and worker on this machine.") { data, port };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(data), result.GetValue(port), cancellationToken));
        return command;
    }

    /// <summary>Runs everything until it is told to stop.</summary>
    public static async Task<int> RunAsync(string? dataPath, int port, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        return await Faults.ReportAsync(async () =>
        {
            var data = DataDirectory.Open(dataPath);
            var settings = ProcessSettings.Read();
            await using var system = await VotiveSystem.StartAsync(
                new VotiveSystemOptions { DataDirectory = data, BasePort = port, Settings = settings },
                cancellationToken);

            Print(system, data, settings, clock.GetElapsedTime(started));
            try
            {
                var fault = await system.WaitForFailureAsync(cancellationToken);
                return Faults.Fail(ExitCodes.Failure, $"A service has failed, so all of them stop: {fault?.GetType().Name ?? "it stopped by itself"}. The log says more.");
            }
            catch (OperationCanceledException)
            {
                AnsiConsole.WriteLine("Stopping.");
                return ExitCodes.Success;
            }
        }, cancellationToken);
    }

    private static void Print(VotiveSystem system, DataDirectory data, IReadOnlyDictionary<string, string?> settings, TimeSpan elapsed)
    {
        var model = ProcessSettings.UsesClaude(settings)
            ? "offline engine, and Claude beside it where a person allows it"
            : "offline engine; set ANTHROPIC_API_KEY for a second reading by Claude";

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]Votive is ready[/] after {elapsed.TotalSeconds:0.0} s.");
        foreach (var (name, value) in new[]
        {
            ("Open", system.Web.ToString()),
            ("Analysis API", $"{system.Backend}api/v1/claude/analyze"),
            ("Prompt service", system.PromptService.ToString()),
            ("Worker health", $"{system.Worker}health"),
            ("Data", data.Path),
            ("Secrets", data.SecretsFile),
            ("Reading by", model),
        })
        {
            // Addresses and paths are printed whole, also on a narrow terminal: people copy them.
            Console.WriteLine($"  {name,-15} {value}");
        }

        AnsiConsole.WriteLine("Ctrl-C stops it.");
    }
}
