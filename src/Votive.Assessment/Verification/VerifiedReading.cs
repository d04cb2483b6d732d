using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>The report with the checked second reading.</summary>
/// <param name="Analysis">
/// The offline report with the model's claims appended to their parts. Its source is <see cref="AnalysisSource.Model"/> only when at
/// least one of them is shown: a report in which every word is the offline engine's says so.
/// </param>
/// <param name="Summary">How many claims held; <see cref="VerificationSummary.None"/> when the model asked for support instead of reading.</param>
public sealed record VerifiedReading(Analysis Analysis, VerificationSummary Summary);
