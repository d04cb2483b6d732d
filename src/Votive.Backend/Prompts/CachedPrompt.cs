using Votive.Contracts.Prompts;

namespace Votive.Backend.Prompts;

/// <summary>A prompt as the cache gave it.</summary>
/// <param name="Set">The prompt; never changes.</param>
/// <param name="Freshness">How it was found.</param>
internal sealed record CachedPrompt(ResolutionSet Set, PromptFreshness Freshness);

/// <summary>How a prompt was found.</summary>
internal enum PromptFreshness
{
    /// <summary>In the cache, within its fresh time.</summary>
    Fresh,

    /// <summary>In the cache, past its fresh time.</summary>
    Stale,

    /// <summary>Not in the cache: the prompt service was asked.</summary>
    Miss,
}
