using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Votive.Contracts.Prompts;

/// <summary>A prompt as a backend caches it: one version with its settings, all from one configuration revision.</summary>
public sealed record ResolutionSet
{
    /// <summary>Prompt key.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public required string Key { get; init; }

    /// <summary>Number of the whole configuration; only ever rises.</summary>
    [Range(1, long.MaxValue)]
    public required long Revision { get; init; }

    /// <summary>Version number of the prompt, from 1.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>SHA-256 of the version's canonical form, 64 hex digits.</summary>
    [Required, StringLength(64, MinimumLength = 64)]
    public required string Hash { get; init; }

    /// <summary>Language of <see cref="Content"/>, the wanted one or the prompt's default.</summary>
    [Required, StringLength(16, MinimumLength = 2)]
    public required string Language { get; init; }

    /// <summary>The instructions, with <c>{{name}}</c> variables.</summary>
    [Required, StringLength(50_000, MinimumLength = 1)]
    public required string Content { get; init; }

    /// <summary>Names that <see cref="Content"/> may use between braces.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>Model settings for the asked mode.</summary>
    [Required]
    public required ModelSettings Settings { get; init; }

    /// <summary>JSON Schema of the answer that the model must give.</summary>
    public required JsonElement OutputSchema { get; init; }

    /// <summary>UTC, by the prompt service's clock: until then no need to ask again.</summary>
    public required DateTimeOffset FreshUntil { get; init; }
}

/// <summary>How to call the model.</summary>
public sealed record ModelSettings
{
    /// <summary>Model name as the provider knows it; null for the backend's default.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>0 to 1; null for the model's default. Must be null when thinking is on.</summary>
    [Range(0.0, 1.0)]
    public double? Temperature { get; init; }

    /// <summary>Longest answer, thinking included, in tokens.</summary>
    [Range(256, 64_000)]
    public required int MaxTokens { get; init; }

    /// <summary>Tokens for thinking; null when thinking is off.</summary>
    [Range(1024, 60_000)]
    public int? ThinkingBudget { get; init; }
}
