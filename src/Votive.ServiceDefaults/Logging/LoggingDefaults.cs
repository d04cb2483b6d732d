using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults.Logging;

/// <summary>Where log lines go and which are written.</summary>
internal static class LoggingDefaults
{
    // The libraries' own lines below Warning repeat paths, queries and addresses.
    private static readonly string[] Libraries = ["Microsoft", "System", "Polly"];

    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogLevelOptions>().BindConfiguration("").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LogLevelOptions>, LogLevelOptionsValidator>();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole();
        builder.Logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        builder.Services.Configure<ConsoleLoggerOptions>(options =>
            options.FormatterName = builder.Environment.IsDevelopment() ? ConsoleFormatterNames.Simple : JsonLineFormatter.FormatterName);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(options => options.SingleLine = true);

        // A wrong word is reported by the start-up checks, with all other faults.
        var level = LogLevelNames.Parse(builder.Configuration.Get<LogLevelOptions>()?.LogLevel ?? "") ?? LogLevel.Information;
        builder.Logging.AddFilter(null, level);
        foreach (var library in Libraries)
        {
            builder.Logging.AddFilter(library, Max(level, LogLevel.Warning));
        }

        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", level);
    }

    private static LogLevel Max(LogLevel one, LogLevel other) => one > other ? one : other;
}
