using Microsoft.Extensions.Logging;

namespace Votive.ServiceDefaults.Logging;

/// <summary>The words for levels in <c>LOG_LEVEL</c> and in log lines.</summary>
internal static class LogLevelNames
{
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>The level that a word stands for; null for any other word.</summary>
    public static LogLevel? Parse(string word) => word.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        _ => null,
    };
}
