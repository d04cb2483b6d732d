using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Contracts.Analyses;

namespace Votive.Web.Tests.Report;

/// <summary>Reports to show: real ones of the shipped personas, and a small one to bend.</summary>
internal static class SampleAnalyses
{
    public static AnalyzeRequest Request(string language) => Persona.Find("night-shift-nurse")!.Request(language);

    /// <summary>What the engine says of the persona.</summary>
    public static Analysis OfPersona(string language)
    {
        var request = Request(language);
        Assert.True(AnswerSheet.TryCreate(InstrumentCatalog.Core, language, request.Answers, out var sheet, out _));
        return OfflineEngine.Analyze(sheet);
    }

    /// <summary>The report as the offline engine's service answers it.</summary>
    public static AnalyzeResult Local(Analysis analysis, string? fallback = null) => new(analysis, new AnalysisMeta
    {
        Source = AnalysisSource.Local,
        Fallback = fallback,
        Prompt = new PromptUse("IDENTITY_ANALYSIS", 3, Stale: false),
        Verification = VerificationSummary.None,
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
    });

    /// <summary>The report with a model's second reading.</summary>
    public static AnalyzeResult Model(Analysis analysis) => new(analysis with { Source = AnalysisSource.Model }, new AnalysisMeta
    {
        Source = AnalysisSource.Model,
        Model = "some-model",
        Prompt = new PromptUse("IDENTITY_ANALYSIS", 3, Stale: false),
        Verification = new VerificationSummary(12, 11, 1, 0),
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
    });

    /// <summary>A report with one claim.</summary>
    public static Analysis OneClaim(Insight claim, params Caution[] cautions) => new()
    {
        Language = "en",
        Source = AnalysisSource.Local,
        Instrument = new InstrumentReference(InstrumentCatalog.Core.Id, InstrumentCatalog.Core.Version, InstrumentCatalog.Core.ContentHash),
        Patterns = [claim],
        Contradictions = [],
        BlindSpots = [],
        LeveragePoints = [],
        Risks = [],
        IdentitySynthesis = new IdentitySynthesis([]),
        Scores = [],
        Cautions = cautions,
    };

    /// <summary>One claim that rests on one answer.</summary>
    public static Insight Claim(string shown, VerificationState verification = VerificationState.YourWords) => new()
    {
        Id = "rule.x1",
        Title = "A title",
        Text = "A claim.",
        Evidence = [new Evidence { Item = "dir.line", Question = "A question", Shown = shown }],
        Origin = verification is VerificationState.YourWords or VerificationState.YourScore ? AnalysisSource.Local : AnalysisSource.Model,
        Verification = verification,
    };

    /// <summary>One answer.</summary>
    public static Dictionary<string, JsonElement> Answer(string item, object value) => new() { [item] = JsonSerializer.SerializeToElement(value) };
}
