using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Votive.Contracts.Analyses;

/// <summary>Asks for the analysis of one set of answers: <c>POST /api/v1/claude/analyze</c>.</summary>
public sealed record AnalyzeRequest
{
    /// <summary>Instrument id, for instance <c>votive-core</c>.</summary>
    [Required, StringLength(64)]
    public string Instrument { get; init; } = "";

    /// <summary>Instrument version, for instance <c>0.9.0</c>.</summary>
    [Required, StringLength(32)]
    public string Version { get; init; } = "";

    /// <summary>Language of the analysis, a locale of the instrument: <c>en</c> or <c>pl</c>.</summary>
    [Required, StringLength(16)]
    public string Locale { get; init; } = "";

    /// <summary>Item id to answer; the instrument decides which shapes are valid. A missing or null member is a skipped item.</summary>
    [Required]
    public IReadOnlyDictionary<string, JsonElement> Answers { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Item ids whose answers must not go to a model provider; the offline engine still reads them.</summary>
    [MaxLength(500)]
    public IReadOnlyList<string> Withhold { get; init; } = [];

    /// <summary>Whose analysis it is: an opaque visitor or account id. Believed only with the service credential; null for nobody.</summary>
    [StringLength(64, MinimumLength = 8), RegularExpression("^[A-Za-z0-9_-]+$")]
    public string? Subject { get; init; }

    /// <summary>True to let the model think longer; null for the service's setting.</summary>
    public bool? Thinking { get; init; }
}
