using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Votive.ServiceDefaults.Tests;

/// <summary>Collects the lines that the service would write to its console, by the service's own formatter.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Set when the service is built; lines written before are not collected.</summary>
    public ConsoleFormatter? Formatter { get; set; }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Text => [.. _lines];

    /// <summary>All lines so far, parsed; fails when one is not a JSON object on a line of its own.</summary>
    public IReadOnlyList<JsonElement> Parsed => [.. _lines.Select(line =>
    {
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line[..^1]);
        return JsonDocument.Parse(line).RootElement;
    })];

    /// <summary>The lines of a level.</summary>
    public JsonElement[] At(string level) => [.. Parsed.Where(line => line.GetProperty("level").GetString() == level)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var text = new StringWriter();
            lines.Formatter?.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), null, text);
            if (text.ToString() is { Length: > 0 } line)
            {
                lines._lines.Enqueue(line);
            }
        }
    }
}
