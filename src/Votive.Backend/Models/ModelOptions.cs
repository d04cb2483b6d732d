using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Votive.Backend.Models;

/// <summary>Which model gives the second reading, and how it is reached.</summary>
internal sealed class ModelOptions
{
    /// <summary>Who reads beside the offline engine. Default: Claude where a key is set, else nobody.</summary>
    [ConfigurationKeyName("ANALYSIS_PROVIDER"), EnumDataType(typeof(AnalysisProvider), ErrorMessage = "{0} is not one of auto, claude, local.")]
    public AnalysisProvider Provider { get; set; } = AnalysisProvider.Auto;

    /// <summary>Key for the Claude API; null when not set.</summary>
    [ConfigurationKeyName("ANTHROPIC_API_KEY")]
    public string? ApiKey { get; set; }

    /// <summary>Address of the Claude API, without <c>/v1</c>.</summary>
    [ConfigurationKeyName("ANTHROPIC_BASE_URL"), HttpAddress]
    public Uri BaseUrl { get; set; } = new("https://api.anthropic.com");

    /// <summary>Model for prompts that name none.</summary>
    /// <remarks>Sonnet 4.5 is retired on 30 November 2026.</remarks>
    [ConfigurationKeyName("ANTHROPIC_MODEL"), StringLength(100, MinimumLength = 1)]
    public string Model { get; set; } = "claude-sonnet-5-5";

    /// <summary>Longest wait for one call, in milliseconds. 1,000 to 600,000; default 90,000.</summary>
    [ConfigurationKeyName("MODEL_TIMEOUT_MS"), Range(1_000, 600_000)]
    public int TimeoutMilliseconds { get; set; } = 90_000;

    /// <summary>Longest time for all calls of one analysis and the waits between them, in milliseconds. 1,000 to 1,800,000; default 180,000.</summary>
    [ConfigurationKeyName("MODEL_DEADLINE_MS"), Range(1_000, 1_800_000)]
    public int DeadlineMilliseconds { get; set; } = 180_000;

    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMilliseconds);

    public TimeSpan Deadline => TimeSpan.FromMilliseconds(DeadlineMilliseconds);

    /// <summary>Whether Claude is asked.</summary>
    public bool UsesClaude => Provider switch
    {
        AnalysisProvider.Auto => ApiKey is not null,
        AnalysisProvider.Claude => true,
        _ => false,
    };
}

/// <summary>Who reads beside the offline engine.</summary>
internal enum AnalysisProvider
{
    /// <summary>Claude where a key is set, else nobody.</summary>
    Auto,

    /// <summary>Claude; the start fails without a key.</summary>
    Claude,

    /// <summary>Nobody: nothing leaves the machine.</summary>
    Local,
}

internal sealed class ModelOptionsValidator : IValidateOptions<ModelOptions>
{
    private static readonly SearchValues<char> HeaderCharacters =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x7f - 0x21).Select(code => (char)code)]);

    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        var faults = new List<string>();
        if (options is { Provider: AnalysisProvider.Claude, ApiKey: null })
        {
            faults.Add("ANTHROPIC_API_KEY is missing, and ANALYSIS_PROVIDER is claude.");
        }

        if (options.ApiKey?.AsSpan().ContainsAnyExcept(HeaderCharacters) == true)
        {
            faults.Add("ANTHROPIC_API_KEY holds a character that a header cannot carry; use visible ASCII only.");
        }

        if (options.DeadlineMilliseconds < options.TimeoutMilliseconds)
        {
            faults.Add("MODEL_DEADLINE_MS is shorter than MODEL_TIMEOUT_MS.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
