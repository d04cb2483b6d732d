using Votive.Backend.Models;
using Votive.Contracts.Analyses;

namespace Votive.Backend.Analyze;

/// <summary>What became of the second reading.</summary>
internal sealed record ReadingOutcome
{
    /// <summary>The report, with the model's claims where there are any.</summary>
    public required Analysis Analysis { get; init; }

    /// <summary>The model whose claims are in the report; null when none is.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of all calls; null when none was answered.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What the evidence verifier found.</summary>
    public VerificationSummary Verification { get; init; } = VerificationSummary.None;

    /// <summary>Why a wanted reading is missing; null when none was wanted or it is there.</summary>
    public ModelException? Failure { get; init; }

    /// <summary>The <see cref="FallbackReasons"/> word for <see cref="Failure"/>; null without one.</summary>
    public string? Fallback => Failure?.Failure switch
    {
        null => null,
        ModelFailure.Refused => FallbackReasons.ModelRefused,
        ModelFailure.Garbled or ModelFailure.Truncated or ModelFailure.Unfinished or ModelFailure.Empty or ModelFailure.Invalid
            or ModelFailure.Leaked or ModelFailure.Unfounded => FallbackReasons.ModelInvalid,
        _ => FallbackReasons.ModelUnavailable,
    };
}
