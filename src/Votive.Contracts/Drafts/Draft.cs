using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Votive.Contracts.Drafts;

/// <summary>Answers under way, kept for one person and one instrument: <c>/api/me/drafts/{instrument}</c>.</summary>
public sealed record Draft
{
    /// <summary>Instrument id.</summary>
    public required string Instrument { get; init; }

    /// <summary>Instrument version that is being answered.</summary>
    public required string Version { get; init; }

    /// <summary>Language the person last answered in.</summary>
    public required string Locale { get; init; }

    /// <summary><c>quick</c> or <c>full</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Item where the person is; null before the first.</summary>
    public string? CurrentItem { get; init; }

    /// <summary>Item id to answer; skipped items are absent.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Answers { get; init; }

    /// <summary>Rises by one with every save.</summary>
    public required long Revision { get; init; }

    /// <summary>UTC of the last save.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>UTC: the draft is deleted some time after this, unless it is saved again.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>True when a report made from this draft is kept with it.</summary>
    public required bool HasReport { get; init; }
}

/// <summary>A change to a draft; creates it where there is none. Members that are absent or null stay as they are.</summary>
public sealed record DraftPatch
{
    /// <summary>Instrument version; required to create. Another version than the draft's is refused (409).</summary>
    [StringLength(32)]
    [RegularExpression("^[A-Za-z0-9.+-]*$")]
    public string? Version { get; init; }

    /// <summary>Language the person answers in; required to create.</summary>
    [StringLength(16)]
    [RegularExpression("^[A-Za-z0-9-]*$")]
    public string? Locale { get; init; }

    /// <summary><c>quick</c> or <c>full</c>; required to create.</summary>
    [RegularExpression("^(quick|full)$")]
    public string? Path { get; init; }

    /// <summary>Item where the person is now.</summary>
    [StringLength(64)]
    [RegularExpression("^[A-Za-z0-9._-]*$")]
    public string? CurrentItem { get; init; }

    /// <summary>Item id to new answer; a null answer removes it. Items that are not named keep theirs.</summary>
    [MaxLength(500)]
    public IReadOnlyDictionary<string, JsonElement>? Answers { get; init; }
}
