using System.Text.Json;

namespace Votive.Backend.Prompts;

/// <summary>Which prompt is wanted.</summary>
/// <param name="Key">Prompt key.</param>
/// <param name="ThinkingEnabled">Whether the settings for calls with thinking are wanted.</param>
/// <param name="Language">Wanted language.</param>
internal sealed record PromptSelector(string Key, bool ThinkingEnabled, string Language)
{
    /// <summary>Under which it is cached: JSON, so that no two selectors collide whatever characters they hold.</summary>
    public string CacheKey { get; } =
        JsonSerializer.Serialize(new { key = Key, thinkingEnabled = ThinkingEnabled, language = Language });
}
