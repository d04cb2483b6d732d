using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Web.Drafts;
using Votive.Web.Questionnaire;

namespace Votive.Web.Report;

/// <summary>The report that is kept for a visitor, with their answers.</summary>
/// <param name="Result">The report and how it came about.</param>
/// <param name="Answers">The answers as they are now; empty when there are none.</param>
/// <param name="AnsweredAt">UTC of their last change; null when there are none.</param>
/// <param name="IsOutdated">Whether the answers have visibly changed since the report was made.</param>
internal sealed record KeptReport(AnalyzeResult Result, IReadOnlyDictionary<string, JsonElement> Answers, DateTimeOffset? AnsweredAt, bool IsOutdated)
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
        var analysis = result.Analysis;
        if (InstrumentCatalog.Find(analysis.Instrument.Id, analysis.Instrument.Version) is not { } version)
        {
            return new(result, answers, draft?.UpdatedAt, IsOutdated: false);
        }

        // As at handing in: what is not complete was left out.
        var complete = CompleteAnswers.Split(version, answers).Answers;
        var now = Analyze(version, analysis.Language, complete);
        var isUnchanged = analysis.Source == AnalysisSource.Local ? ToJson(now) == ToJson(analysis) : ToJson(now.Scores) == ToJson(analysis.Scores);
        if (isUnchanged && analysis.Source == AnalysisSource.Local && analysis.Language != language && version.Locales.Contains(language))
        {
            result = result with { Analysis = Analyze(version, language, complete) };
        }

        return new(result, answers, draft?.UpdatedAt, IsOutdated: !isUnchanged);
    }

    /// <summary>
    /// What the engine says of the answers now. It says the same of the same answers: whether they are still those of a report shows
    /// when it makes, in the report's own language, exactly the report that was kept; or its scores, where a model worked on the rest.
    /// </summary>
    private static Analysis Analyze(Instrument instrument, string language, IReadOnlyDictionary<string, JsonElement> answers) =>
        AnswerSheet.TryCreate(instrument, language, answers, out var sheet, out var problems)
            ? OfflineEngine.Analyze(sheet)
            : throw new InvalidOperationException($"Checked answers are not valid: {problems[0].Path}, {problems[0].Code}.");

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);
}
