using System.Text.Json;

namespace Votive.Storage.Drafts;

/// <summary>What to change in a draft; what is null stays as it is.</summary>
public sealed record DraftChange
{
    /// <summary>Instrument version that the caller speaks of.</summary>
    public string? Version { get; init; }

    /// <summary>Language the person answers in.</summary>
    public string? Locale { get; init; }

    /// <summary><c>quick</c> or <c>full</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Item where the person is.</summary>
    public string? CurrentItem { get; init; }

    /// <summary>Item id to new answer; JSON null removes it.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Answers { get; init; }
}

/// <summary>How a change to a draft went.</summary>
public enum DraftChangeResult
{
    /// <summary>It is in.</summary>
    Saved,

    /// <summary>It speaks of another version of the instrument than the draft.</summary>
    OtherVersion,

    /// <summary>The answers would be more than <see cref="Draft.MaxAnswersBytes"/>.</summary>
    TooLarge,
}
