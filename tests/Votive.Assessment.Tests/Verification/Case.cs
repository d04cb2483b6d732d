using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Assessment.Verification;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Verification;

/// <summary>The night nurse's answers, all of which may leave, and what a model makes of them.</summary>
internal sealed class Case
{
    public Case(string locale = "en", Action<Dictionary<string, System.Text.Json.JsonElement>>? change = null, params string[] withhold)
    {
        var core = InstrumentCatalog.Core;
        var open = new Instrument
        {
            Id = core.Id,
            Version = core.Version,
            ContentHash = core.ContentHash,
            Locales = core.Locales,
            Sections = core.Sections,
            Items = [.. core.Items.Select(item => item with { SendToAi = true })],
            Scores = core.Scores,
        };
        var answers = new Dictionary<string, System.Text.Json.JsonElement>(Persona.Find("night-shift-nurse")!.Request(locale).Answers);
        change?.Invoke(answers);
        Assert.True(AnswerSheet.TryCreate(open, locale, answers, out var sheet, out _));
        Sheet = sheet;
        Local = OfflineEngine.Analyze(sheet);
        Briefing = ModelBriefing.Create(sheet, Local, withhold);
    }

    public AnswerSheet Sheet { get; }

    public Analysis Local { get; }

    public ModelBriefing Briefing { get; }

    /// <summary>A claim that holds; a test changes the one thing it is about.</summary>
    public static ModelClaim Claim(string text = "You keep more than you give yourself credit for, and the answers show where.", params string[] refs) => new()
    {
        Part = "patterns",
        Title = "More than it seems",
        Text = text,
        Refs = refs.Length > 0 ? refs : ["a:go.kept10"],
        Quotes = [],
    };

    public VerifiedReading Verify(params ModelClaim[] claims) =>
        EvidenceVerifier.Verify(Sheet, Local, Briefing, new ModelReading { Claims = claims });

    /// <summary>The claim as it is shown; null when it was dropped.</summary>
    public Insight? Shown(ModelClaim claim) => Verify(claim).Analysis.Patterns.SingleOrDefault(insight => insight.Origin == AnalysisSource.Model);

    public VerificationState? State(ModelClaim claim) => Shown(claim)?.Verification;
}
