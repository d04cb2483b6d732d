using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Web.Drafts;

namespace Votive.Web.Report;

/// <summary>The report that is kept for a visitor, with the answers it was made from.</summary>
/// <param name="Result">The report and how it came about.</param>
/// <param name="Answers">The answers as they are now; empty when there are none.</param>
/// <param name="AnsweredAt">UTC of their last change; null when there are none.</param>
internal sealed record KeptReport(AnalyzeResult Result, IReadOnlyDictionary<string, JsonElement> Answers, DateTimeOffset? AnsweredAt)
{
    /// <summary>Loads the visitor's report, in their language where that can be had.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ServiceDefaults.UnavailableException">The reports can't be reached.</exception>
    public static async Task<KeptReport?> FindAsync(DraftClient drafts, string visitor, string language, CancellationToken cancellationToken)
    {
        var instrument = InstrumentCatalog.Core;
        if (await drafts.GetReportAsync(visitor, instrument.Id, cancellationToken) is not { } result)
        {
            return null;
        }

        var draft = await drafts.GetAsync(visitor, instrument.Id, cancellationToken);
        var answers = draft?.Answers ?? new Dictionary<string, JsonElement>();
        return new(result with { Analysis = InLanguage(result.Analysis, answers, language) }, answers, draft?.UpdatedAt);
    }

    /// <summary>
    /// An offline report can be had in every language at once: the engine says the same of the same answers. Whether they are still
    /// the same shows when it makes, in the report's own language, exactly the report that was kept.
    /// </summary>
    private static Analysis InLanguage(Analysis analysis, IReadOnlyDictionary<string, JsonElement> answers, string language)
    {
        if (analysis.Language == language
            || analysis.Source != AnalysisSource.Local
            || InstrumentCatalog.Find(analysis.Instrument.Id, analysis.Instrument.Version) is not { } instrument
            || !AnswerSheet.TryCreate(instrument, analysis.Language, answers, out var original, out _)
            || !AnswerSheet.TryCreate(instrument, language, answers, out var translated, out _))
        {
            return analysis;
        }

        return ToJson(OfflineEngine.Analyze(original)) == ToJson(analysis) ? OfflineEngine.Analyze(translated) : analysis;
    }

    private static string ToJson(Analysis analysis) => JsonSerializer.Serialize(analysis, ContractJson.Options);
}
