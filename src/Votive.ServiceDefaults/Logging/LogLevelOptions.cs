using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Votive.ServiceDefaults.Logging;

/// <summary>From which level on log lines are written.</summary>
internal sealed class LogLevelOptions
{
    /// <summary><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>. Default <c>info</c>.</summary>
    [ConfigurationKeyName("LOG_LEVEL")]
    public string LogLevel { get; set; } = LogLevelNames.NameOf(Microsoft.Extensions.Logging.LogLevel.Information);
}

internal sealed class LogLevelOptionsValidator : IValidateOptions<LogLevelOptions>
{
    public ValidateOptionsResult Validate(string? name, LogLevelOptions options) =>
        LogLevelNames.Parse(options.LogLevel) is null
            ? ValidateOptionsResult.Fail("LOG_LEVEL is not one of trace, debug, info, warn, error.")
            : ValidateOptionsResult.Success;
}
