namespace Votive.Contracts.Analyses;

/// <summary>How an analysis came about.</summary>
public sealed record AnalysisMeta
{
    /// <summary>Which reading is in the report: the offline engine alone, or a model's second reading beside it.</summary>
    public required AnalysisSource Source { get; init; }

    /// <summary>The model that answered, as the provider names it; null for <see cref="AnalysisSource.Local"/>.</summary>
    public string? Model { get; init; }

    /// <summary>The prompt in force; null when the report was made with no service at all (<c>votive analyze --offline</c>).</summary>
    public PromptUse? Prompt { get; init; }

    /// <summary>Why a configured model's reading is missing (a <see cref="FallbackReasons"/> word); null when none was wanted or it is there.</summary>
    public string? Fallback { get; init; }

    /// <summary>Tokens as the provider counted them; null when no model was called.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What the evidence verifier found.</summary>
    public required VerificationSummary Verification { get; init; }

    /// <summary>W3C trace id of the request, 32 hex digits; null when there was no request.</summary>
    public string? TraceId { get; init; }
}

/// <summary>The prompt that an analysis used.</summary>
/// <param name="Key">Prompt key, <c>UPPER_SNAKE_CASE</c>.</param>
/// <param name="Version">Version number, from 1.</param>
/// <param name="Stale">True when it was served from a cache entry past its fresh time.</param>
public sealed record PromptUse(string Key, int Version, bool Stale);

/// <summary>Token counts of one analysis.</summary>
/// <param name="InputTokens">Tokens sent.</param>
/// <param name="OutputTokens">Tokens received, thinking included.</param>
public sealed record TokenUsage(long InputTokens, long OutputTokens);

/// <summary>How many of a model's claims rest on the answers.</summary>
/// <param name="Total">Claims in the model's reading; 0 when no model was called.</param>
/// <param name="Checked">Claims whose references, quotes and numbers all hold.</param>
/// <param name="Unchecked">Claims shown as not checked.</param>
/// <param name="Dropped">Claims left out.</param>
public sealed record VerificationSummary(int Total, int Checked, int Unchecked, int Dropped)
{
    /// <summary>No model was called.</summary>
    public static VerificationSummary None { get; } = new(0, 0, 0, 0);
}

/// <summary>The values of <see cref="AnalysisMeta.Fallback"/>.</summary>
public static class FallbackReasons
{
    /// <summary>The provider could not be reached, timed out, or its circuit is open.</summary>
    public const string ModelUnavailable = "model_unavailable";

    /// <summary>The provider answered, but not with a valid reading.</summary>
    public const string ModelInvalid = "model_invalid";

    /// <summary>The model declined to read these answers.</summary>
    public const string ModelRefused = "model_refused";

    /// <summary>The analysis service could not be reached, so the caller made the report with the offline engine.</summary>
    public const string ServicesUnavailable = "services_unavailable";
}
