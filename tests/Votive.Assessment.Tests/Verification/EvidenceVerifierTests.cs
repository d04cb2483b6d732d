using System.Text.Json;
using Votive.Assessment.Verification;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Verification;

public sealed class EvidenceVerifierTests
{
    private const string Line = "a:id.lines[0]"; // "stays calm when others cannot"

    [Fact]
    public void ClaimThatHolds_IsShownAsChecked_AfterTheEnginesOwn()
    {
        var subject = new Case();

        var (analysis, summary) = subject.Verify(Case.Claim());

        Assert.Equal(AnalysisSource.Model, analysis.Source);
        Assert.Equal("model.1", analysis.Patterns[^1].Id);
        Assert.Equal(VerificationState.AiChecked, analysis.Patterns[^1].Verification);
        Assert.Equal(subject.Local.Patterns, analysis.Patterns.SkipLast(1));
        Assert.Equal(new VerificationSummary(1, 1, 0, 0), summary);
    }

    [Theory]
    [InlineData("a:no.such.item")]
    [InlineData("a:hab.list[99]")]
    [InlineData("f:rule.none")]
    [InlineData("s:none")]
    [InlineData("go.kept10")]
    public void RefThatWasNotSent_DropsTheClaim(string reference) =>
        Assert.Null(new Case().Shown(Case.Claim(refs: ["a:go.kept10", reference])));

    [Fact]
    public void RefToAWithheldAnswer_DropsTheClaim()
    {
        var subject = new Case(withhold: "go.kept10");

        Assert.Null(subject.Shown(Case.Claim()));
    }

    [Fact]
    public void NothingToRestOn_DropsTheClaim() => Assert.Null(new Case().Shown(Case.Claim() with { Refs = [] }));

    [Theory]
    [InlineData("stays calm when others cannot")]
    [InlineData("calm  when\n others")]
    public void QuoteThatStandsThere_PointsToTheVeryWords(string words)
    {
        var subject = new Case();

        var insight = subject.Shown(Case.Claim() with { Refs = [], Quotes = [new ModelQuote(Line, words)] });

        var evidence = Assert.Single(insight!.Evidence);
        Assert.Equal(("id.lines", 0), (evidence.Item, evidence.Row));
        Assert.Equal(subject.Sheet["id.lines"][0].GetString()![evidence.Start!.Value..evidence.End!.Value], evidence.Shown);
        Assert.Contains("calm when others", evidence.Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:id.lines[0]", "never calm")]
    [InlineData("a:id.lines[0]", "Stays calm")]
    [InlineData("a:id.lines[0]", "tays calm")]
    [InlineData("a:id.lines[1]", "stays calm")]
    [InlineData("a:id.lines[0]", "cannot looks after")]
    [InlineData("f:rule.p1", "18:00")]
    [InlineData("a:id.lines[0]", "\u200b")]
    public void QuoteThatDoesNotStandThere_DropsTheClaim(string reference, string words) =>
        Assert.Null(new Case().Shown(Case.Claim() with { Quotes = [new ModelQuote(reference, words)] }));

    [Fact]
    public void QuoteWithPolishLetters_IsFound_AlsoWhenDecomposed()
    {
        var subject = new Case("pl");
        var line = subject.Sheet["id.lines"][0].GetString()!;

        var state = subject.State(Case.Claim("To zdanie wraca w odpowiedziach i jest w nim coś, na czym można się oprzeć.") with
        {
            Title = "Coś, co wraca",
            Quotes = [new ModelQuote(Line, line.Normalize(System.Text.NormalizationForm.FormD))],
            Refs = ["a:go.kept10"],
        });

        Assert.Equal(VerificationState.AiChecked, state);
    }

    [Theory]
    [InlineData("You wrote “stays calm when others cannot”, and that is a lot to carry for one person.", true)]
    [InlineData("You wrote “I robbed a bank”, and that is a lot to carry for one person.", false)]
    [InlineData("You wrote \"everything is lost\", and that is a lot to carry for one person.", false)]
    public void WordsInQuotationMarks_MustStandSomewhere(string text, bool isShown) =>
        Assert.Equal(isShown, new Case().Shown(Case.Claim(text)) is not null);

    [Theory]
    [InlineData("You keep 5 of 10 things that you tell yourself.", VerificationState.AiChecked)]
    [InlineData("You keep 5/10 of the things that you tell yourself, which is 50 %.", VerificationState.AiChecked)]
    [InlineData("You keep 7 of 10 things that you tell yourself.", VerificationState.AiNotChecked)]
    [InlineData("You keep half of the things that you tell yourself, 2,000 of them.", VerificationState.AiNotChecked)]
    [InlineData("You keep half of the things that you tell yourself at 18:00.", VerificationState.AiNotChecked)]
    public void NumberOfUnknownOrigin_LeavesTheClaimUnchecked(string text, VerificationState state) =>
        Assert.Equal(state, new Case().State(Case.Claim(text)));

    [Fact]
    public void NumberFromAnotherAnswer_LeavesTheClaimUnchecked()
    {
        const string text = "You got what restores you on 2 of 7 days.";
        var subject = new Case();

        Assert.Equal(VerificationState.AiChecked, subject.State(Case.Claim(text, "a:day.refill.freq")));
        Assert.Equal(VerificationState.AiNotChecked, subject.State(Case.Claim(text, "a:mood.setoffs")));
    }

    [Fact]
    public void UncheckedClaims_ComeLast_AndPartsHaveAnEnd()
    {
        var subject = new Case();
        var unknown = Case.Claim("There are 7341 of these things in the answers, and each of them has its place.");

        var (analysis, summary) = subject.Verify([unknown, .. Enumerable.Repeat(Case.Claim(), 5)]);

        var shown = analysis.Patterns.Where(insight => insight.Origin == AnalysisSource.Model).ToList();
        Assert.All(shown, insight => Assert.Equal(VerificationState.AiChecked, insight.Verification));
        Assert.Equal(EvidenceVerifier.MostPerPart, shown.Count);
        Assert.Equal(new VerificationSummary(6, 5, 0, 1), summary);
    }

    [Theory]
    [InlineData("W odpowiedziach wraca ten sam rytm i jest to coś, na czym można się oprzeć.")]
    [InlineData("Diese Antworten zeigen einen Rhythmus, der immer wiederkehrt und trägt.")]
    public void AnotherLanguage_DropsTheClaim(string text) => Assert.Null(new Case().Shown(Case.Claim(text) with { Title = "Rytm" }));

    [Theory]
    [InlineData("These answers look like depression, and that is worth a look.")]
    [InlineData("These answers are not normal for a person with your days.")]
    [InlineData("You will find that the evenings are better than the mornings.")]
    [InlineData("A small dose of something in the evening could be what helps.")]
    [InlineData("Read more about it at https://example.org and then come back.")]
    [InlineData("Read more about it at example.org and then come back to it.")]
    [InlineData("There is more [about it](here) and it is worth a look.")]
    [InlineData("There is <b>more</b> about it, and it is worth a look.")]
    [InlineData("There is more about it: javascript:alert and so on, for you.")]
    [InlineData("There is more about it\u202e, and it is worth a look for you.")]
    public void WhatMustNotBeSaid_DropsTheClaim(string text) => Assert.Null(new Case().Shown(Case.Claim(text)));

    [Fact]
    public void WhatMustNotBeSaid_DropsTheClaim_FromTheSideTextsToo() =>
        Assert.Null(new Case().Shown(Case.Claim() with { AskYourself = "Is this a symptom of something?" }));

    [Fact]
    public void AllClaimsDropped_LeavesTheEnginesReport_WhichSaysSo()
    {
        var subject = new Case();

        var (analysis, summary) = subject.Verify(Case.Claim(refs: ["a:no.such.item"]));

        Assert.Equal(subject.Local, analysis with
        {
            Patterns = subject.Local.Patterns,
            Contradictions = subject.Local.Contradictions,
            BlindSpots = subject.Local.BlindSpots,
            LeveragePoints = subject.Local.LeveragePoints,
            Risks = subject.Local.Risks,
        });
        Assert.Equal(AnalysisSource.Local, analysis.Source);
        Assert.Equal(new VerificationSummary(1, 0, 0, 1), summary);
    }

    [Fact]
    public void ModelAsksForSupport_ReportLeadsWithIt_AndHidesRisks()
    {
        var subject = new Case();

        var (analysis, summary) = EvidenceVerifier.Verify(
            subject.Sheet, subject.Local, subject.Briefing, new ModelReading { Support = true, Claims = [Case.Claim()] });

        Assert.Equal("support", analysis.Cautions[0].Code);
        Assert.Empty(analysis.Risks);
        Assert.Equal(AnalysisSource.Local, analysis.Source);
        Assert.Equal(VerificationSummary.None, summary);
    }

    [Fact]
    public void LifeIsTooMuch_ModelsRisksAreDropped()
    {
        var subject = new Case(change: answers => answers["end.manage"] = JsonSerializer.SerializeToElement("too-much"));

        var (analysis, summary) = subject.Verify(Case.Claim() with { Part = "risks" });

        Assert.Empty(analysis.Risks);
        Assert.Equal(1, summary.Dropped);
    }

    [Fact]
    public void ScoreRef_RestsOnTheAnswersOfThatScore()
    {
        var insight = new Case().Shown(Case.Claim(refs: ["s:self-discipline"]));

        Assert.Equal(["ipip.25", "ipip.55", "ipip.85", "ipip.115"], insight!.Evidence.Select(evidence => evidence.Item));
    }
}
