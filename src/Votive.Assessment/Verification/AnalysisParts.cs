using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>The five parts of a report that hold insights, by the names that a model uses for them.</summary>
internal static class AnalysisParts
{
    /// <summary>Name and insights of each part, in the order of <see cref="ModelClaim.Parts"/>.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<Insight> Insights)> Parts(this Analysis analysis) =>
        ModelClaim.Parts.Zip([analysis.Patterns, analysis.Contradictions, analysis.BlindSpots, analysis.LeveragePoints, analysis.Risks]);
}
