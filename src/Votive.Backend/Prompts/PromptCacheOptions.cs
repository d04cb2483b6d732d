using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Votive.Backend.Prompts;

/// <summary>How long prompts are kept.</summary>
internal sealed class PromptCacheOptions
{
    /// <summary>Most prompts kept at a time; the least recently used goes.</summary>
    public const int MaxEntryCount = 100;

    /// <summary>Most refreshes that wait for a free slot.</summary>
    public const int MaxQueuedCount = 100;

    /// <summary>Age up to which a prompt is fresh, in milliseconds. 1 to 86,400,000; default 300,000.</summary>
    [ConfigurationKeyName("CACHE_TTL_MS"), Range(1, 86_400_000)]
    public int FreshMilliseconds { get; set; } = 300_000;

    /// <summary>Age, the fresh time included, up to which a stale prompt is served, in milliseconds. At least the fresh time; default 3,600,000.</summary>
    [ConfigurationKeyName("STALE_TTL_MS"), Range(1, 604_800_000)]
    public int StaleMilliseconds { get; set; } = 3_600_000;

    /// <summary>Background refreshes that run at a time. 1 to 100; default 3.</summary>
    [ConfigurationKeyName("MAX_CONCURRENT_REFRESHES"), Range(1, 100)]
    public int MaxConcurrentRefreshes { get; set; } = 3;

    public TimeSpan FreshFor => TimeSpan.FromMilliseconds(FreshMilliseconds);

    public TimeSpan StaleFor => TimeSpan.FromMilliseconds(StaleMilliseconds);
}

internal sealed class PromptCacheOptionsValidator : IValidateOptions<PromptCacheOptions>
{
    public ValidateOptionsResult Validate(string? name, PromptCacheOptions options) =>
        options.StaleMilliseconds < options.FreshMilliseconds
            ? ValidateOptionsResult.Fail("STALE_TTL_MS is shorter than CACHE_TTL_MS: it counts from the same moment.")
            : ValidateOptionsResult.Success;
}
