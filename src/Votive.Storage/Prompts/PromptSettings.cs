namespace Votive.Storage.Prompts;

/// <summary>How to call the model in one mode.</summary>
public sealed record PromptSettings
{
    /// <summary>Model name as the provider knows it; null for the caller's default.</summary>
    public string? Model { get; init; }

    /// <summary>0 to 1; null for the model's default, and always null with thinking.</summary>
    public double? Temperature { get; init; }

    /// <summary>Longest answer in tokens, thinking included; 256 to 64,000.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Tokens for thinking, 1,024 or more and fewer than <see cref="MaxTokens"/>; null without thinking.</summary>
    public int? ThinkingBudget { get; init; }
}
