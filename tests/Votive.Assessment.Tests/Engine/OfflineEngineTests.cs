using Votive.Assessment.Engine;
using Votive.Assessment.Tests.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Engine;

public sealed class OfflineEngineTests
{
    private const string ThreeRisks = """
        "dir.far": 10, "dir.believe": 0, "id.ready.want": 9, "id.ready.can": 1, "go.why": ["guilt", "liking", "matters", "progress", "people"]
        """;

    [Fact]
    public void Report_NamesTheExactInstrument()
    {
        var report = OfflineEngine.Analyze(Sheets.With(locale: "pl"));

        Assert.Equal(("pl", AnalysisSource.Local), (report.Language, report.Source));
        Assert.Equal(new InstrumentReference("votive-core", "0.9.0", Sheets.With().Instrument.ContentHash), report.Instrument);
    }

    [Fact]
    public void NothingAnswered_GivesAReportWithoutClaims()
    {
        var everything = string.Join(',', Sheets.Raw().Keys.Select(id => $"\"{id}\": null"));

        var report = OfflineEngine.Analyze(Sheets.With($"{{ {everything} }}"));

        Assert.Empty(Reports.Insights(report));
        Assert.Empty(report.IdentitySynthesis.Sentences);
        Assert.Empty(report.Cautions);
        Assert.All(report.Scores, score => Assert.NotNull(score.NullReason));
    }

    [Theory]
    [InlineData("too-much")]
    [InlineData("support")]
    public void LifeIsTooMuch_LeadsWithRecoveryAndLeavesRisksOut(string manage)
    {
        var report = OfflineEngine.Analyze(Sheets.With($$"""{ "end.manage": "{{manage}}", "val.lived": { "learning": 0 }, {{ThreeRisks}} }"""));

        Assert.Equal("support", report.Cautions[0].Code);
        Assert.Equal("rule.l7", report.LeveragePoints[0].Id);
        Assert.Empty(report.Risks);
        Assert.Equal("First comes a little of what fills you back up: “a nap”.", report.IdentitySynthesis.Sentences[^1].Text);
    }

    [Fact]
    public void EmptyTank_HidesTheOtherRisks()
    {
        var report = OfflineEngine.Analyze(Sheets.With($$"""{ "day.refill.freq": 0, "mood.pleasant": -2, {{ThreeRisks}} }"""));

        var risk = Assert.Single(report.Risks);
        Assert.Equal(("rule.r3", Confidence.Medium), (risk.Id, risk.Confidence));
    }

    [Fact]
    public void Risks_AreInOrderOfPriority()
    {
        var report = OfflineEngine.Analyze(Sheets.With($$"""{ {{ThreeRisks}} }"""));

        Assert.Equal(3, report.Risks.Count);
        Assert.Equal(report.Risks.OrderByDescending(risk => risk.Priority).Select(risk => risk.Id), report.Risks.Select(risk => risk.Id));
    }

    [Fact]
    public void Step_MayRestOnTheAnswersOfTheContradictionItAnswers()
    {
        var report = OfflineEngine.Analyze(Sheets.With("""{ "day.energy": [1, 2, 4, 3, 2, 2, 2, 1, 1], "day.demand": ["20"] }"""));

        var contradiction = report.Contradictions.Single(insight => insight.Id == "rule.c5");
        var step = report.LeveragePoints.Single(insight => insight.Id == "rule.l1");
        Assert.Equal(["day.demand", "day.energy", "day.energy"], step.Evidence.Select(evidence => evidence.Item));
        Assert.Equal(contradiction.Evidence, step.Evidence);
    }

    [Theory]
    [InlineData("""{ "ipip.21": 4, "ipip.25": 4, "ipip.51": 4, "ipip.55": 4, "ipip.81": 4, "ipip.85": 4, "ipip.111": 4, "ipip.115": 4 }""", "flat-answers")]
    [InlineData("""{ "ipip.25": 5, "ipip.55": 5, "ipip.85": 5, "ipip.115": 4 }""", "contradicting-answers")]
    [InlineData("""{ "end.honest": 2 }""", "not-free")]
    public void CarelessAnswers_AreReadWithCareAndLowerConfidence(string changes, string caution)
    {
        const string Holding = """{ "mood.after": -2 }""";
        var report = OfflineEngine.Analyze(Sheets.With(changes[..^1] + "," + Holding[1..]));

        Assert.Equal(caution, Assert.Single(report.Cautions).Code);
        Assert.Equal(Confidence.High, OfflineEngine.Analyze(Sheets.With(Holding)).Patterns.Single(insight => insight.Id == "rule.p4").Confidence);
        Assert.Equal(Confidence.Medium, report.Patterns.Single(insight => insight.Id == "rule.p4").Confidence);
    }

    [Theory]
    [InlineData("""{ "ipip.21": 4, "ipip.25": 4, "ipip.51": 4, "ipip.55": 4, "ipip.81": 4, "ipip.85": 3, "ipip.111": 4, "ipip.115": 4 }""")]
    [InlineData("""{ "ipip.25": 5, "ipip.55": 4, "ipip.85": 4, "ipip.115": 3 }""")]
    [InlineData("""{ "end.honest": 3 }""")]
    public void AnswersJustShortOfCareless_HaveNoCaution(string changes) => Assert.Empty(OfflineEngine.Analyze(Sheets.With(changes)).Cautions);

    [Fact]
    public void NoStrengthFinding_LeavesTheStrengthsThatOthersSee()
    {
        var sentence = Assert.Single(OfflineEngine.Analyze(Sheets.With()).IdentitySynthesis.Sentences);

        Assert.Equal("Others hand things over to you because they go well in your hands: “planning” and “patience”.", sentence.Text);
        Assert.Equal("id.strengths", Assert.Single(sentence.Evidence).Item);
    }

    [Fact]
    public void Braces_InOwnWordsStayAsTheyAre()
    {
        var report = OfflineEngine.Analyze(Sheets.With("""{ "id.lines": ["likes {peaks} and {", "b"], "id.acts": { "0": 13 } }"""));

        Assert.Contains("“likes {peaks} and {”", report.Patterns.Single(insight => insight.Id == "rule.p12").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LongText_IsQuotedUpToAWord()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 100));

        var report = OfflineEngine.Analyze(Sheets.With($$"""{ "dir.line": "  {{words}}", "dir.far": 10, "dir.believe": 0 }"""));

        var evidence = report.Risks.Single(risk => risk.Id == "rule.r1").Evidence[0];
        Assert.Equal((2, 201), (evidence.Start, evidence.End));
        Assert.EndsWith("word", evidence.Shown, StringComparison.Ordinal);
    }
}
