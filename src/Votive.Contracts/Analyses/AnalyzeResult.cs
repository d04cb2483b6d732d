namespace Votive.Contracts.Analyses;

/// <summary>What <c>analyze</c> answers inside its envelope.</summary>
/// <param name="Analysis">The report.</param>
/// <param name="Meta">How it came about.</param>
public sealed record AnalyzeResult(Analysis Analysis, AnalysisMeta Meta);
