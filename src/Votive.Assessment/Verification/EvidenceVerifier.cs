using System.Globalization;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>Checks a model's claims against the answers they speak of.</summary>
public static class EvidenceVerifier
{
    /// <summary>Most claims of a model in one part of the report; more are dropped, those not checked first.</summary>
    public const int MostPerPart = 5;

    /// <summary>
    /// Puts the model's claims beside the offline engine's. A claim is shown as checked when its refs were sent, its quotes stand exactly
    /// (white space folded) in the answers named, each number in it stands in what it refers to, it is plain text in the report's
    /// language, and no forbidden word is in it. With a number of unknown origin it is shown as not checked; with anything else wrong, or
    /// nothing that it rests on, it is dropped. Where the report leads with support, risks are dropped too.
    /// </summary>
    public static VerifiedReading Verify(AnswerSheet answers, Analysis analysis, ModelBriefing briefing, ModelReading reading)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(briefing);
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.Support)
        {
            return new VerifiedReading(LeadWithSupport(analysis), VerificationSummary.None);
        }

        var check = new ClaimCheck(answers, analysis, briefing);
        var hidesRisks = analysis.Cautions.Any(caution => caution.Code == OfflineEngine.SupportCaution);
        var held = reading.Claims
            .Where(claim => !(hidesRisks && claim.Part == ModelClaim.RisksPart))
            .Select(claim => (claim.Part, Insight: check.Check(claim)))
            .Where(row => row.Insight is not null)
            .Select(row => (row.Part, Insight: row.Insight!))
            .OrderBy(row => row.Insight.Verification == VerificationState.AiNotChecked)
            .GroupBy(row => row.Part, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Take(MostPerPart).Select(row => row.Insight).ToList(), StringComparer.Ordinal);
        var count = 0;
        var merged = analysis.Parts().ToDictionary(
            part => part.Name,
            part => (IReadOnlyList<Insight>)[.. part.Insights, .. held.GetValueOrDefault(part.Name, []).Select(insight => insight with { Id = Number(++count) })],
            StringComparer.Ordinal);
        var isChecked = held.Values.SelectMany(part => part).Count(insight => insight.Verification == VerificationState.AiChecked);
        return new VerifiedReading(
            analysis with
            {
                Source = count > 0 ? AnalysisSource.Model : AnalysisSource.Local,
                Patterns = merged["patterns"],
                Contradictions = merged["contradictions"],
                BlindSpots = merged["blindSpots"],
                LeveragePoints = merged["leveragePoints"],
                Risks = merged[ModelClaim.RisksPart],
            },
            new VerificationSummary(reading.Claims.Count, isChecked, count - isChecked, reading.Claims.Count - count));
    }

    private static string Number(int count) => string.Create(CultureInfo.InvariantCulture, $"model.{count}");

    /// <summary>As the offline engine itself does when the answers ask for it: the caution first, and no risks.</summary>
    private static Analysis LeadWithSupport(Analysis analysis) =>
        analysis.Cautions.Any(caution => caution.Code == OfflineEngine.SupportCaution)
            ? analysis
            : analysis with
            {
                Risks = [],
                Cautions = [new Caution(OfflineEngine.SupportCaution, RuleBook.Shipped.CautionText(OfflineEngine.SupportCaution)[analysis.Language]), .. analysis.Cautions],
            };
}
