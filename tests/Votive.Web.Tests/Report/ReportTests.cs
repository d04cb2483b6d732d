using System.Globalization;
using System.Text.Json;
using Votive.Contracts.Analyses;

namespace Votive.Web.Tests.Report;

public sealed class ReportTests
{
    private static readonly Dictionary<string, JsonElement> NoAnswers = [];

    [Fact]
    public async Task NoReport_LeadsToTheQuestions()
    {
        await using var site = await WebSite.StartAsync();

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("No report yet", page.QuerySelector("h1").Words());
        Assert.Equal("/assessment", page.QuerySelector("main a.button")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("en", "Patterns|Contradictions|Blind spots|Leverage points|Risks")]
    [InlineData("pl", "Wzorce|Sprzeczności|Martwe pola|Punkty dźwigni|Ryzyka")]
    public async Task Persona_ShowsAllSixParts(string language, string titles)
    {
        await using var site = await WebSite.StartAsync(language);
        await site.KnownVisitorAsync(SampleAnalyses.Request(language).Answers, SampleAnalyses.Local(SampleAnalyses.OfPersona(language)));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(titles, string.Join('|', page.QuerySelectorAll(".part:not(.scores) h2").Select(title => title.Words())));
        Assert.InRange(page.QuerySelectorAll(".synthesis .sentence").Length, 1, 3);
        Assert.All(page.QuerySelectorAll(".part:not(.scores) .cards"), part => Assert.NotEmpty(part.Words()));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Persona_ShowsEveryClaimWithEveryEvidence(string language)
    {
        var analysis = SampleAnalyses.OfPersona(language);
        await using var site = await WebSite.StartAsync(language);
        await site.KnownVisitorAsync(SampleAnalyses.Request(language).Answers, SampleAnalyses.Local(analysis));

        var page = await site.GetPageAsync("/insights");

        Insight[] claims = [.. analysis.Patterns, .. analysis.Contradictions, .. analysis.BlindSpots, .. analysis.LeveragePoints, .. analysis.Risks];
        Assert.NotEmpty(claims);
        Assert.All(claims, claim =>
        {
            var card = page.GetElementById($"insight-{claim.Id.Replace('.', '-')}")!.ParentElement!;
            Assert.Equal(claim.Text, card.QuerySelector(".claim").Words());
            Assert.Equal(
                claim.Evidence.Select(evidence => (evidence.Question, evidence.Shown)),
                card.QuerySelectorAll(".chip").Select(chip => (chip.QuerySelector(".question").Words(), chip.QuerySelector("mark").Words())));
        });
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Persona_ShowsEveryScoreThatHasAValue(string language)
    {
        var analysis = SampleAnalyses.OfPersona(language);
        await using var site = await WebSite.StartAsync(language);
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(analysis));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(
            analysis.Scores.Where(score => score.Raw is not null).Select(score => score.Name),
            page.QuerySelectorAll(".score-name").Select(name => name.Words()));
    }

    [Fact]
    public async Task EnergyAnswer_IsDrawnAndTabled()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(
            SampleAnalyses.Answer("day.energy", new int?[] { 1, 1, 2, null, 1, 2, 3, 4, 2 }),
            SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"))));

        var page = await site.GetPageAsync("/insights");

        var drawing = page.QuerySelector(".energy-curve")!;
        Assert.Equal("img", drawing.GetAttribute("role"));
        Assert.Equal("Highest at 20:00; lowest at 06:00, 08:00, 14:00.", drawing.QuerySelector("desc").Words());
        Assert.Equal(8, drawing.QuerySelectorAll("circle").Length);
        Assert.Equal(["06:00", "1 – low"], page.QuerySelector(".as-table tbody tr")!.Children.Select(cell => cell.Words()));
        Assert.Equal("not answered", page.QuerySelector(".as-table tbody tr:nth-child(4) td").Words());
    }

    [Fact]
    public async Task HostileAnswer_IsShownAsText()
    {
        const string hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>";
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(
            SampleAnalyses.Answer("dir.line", hostile),
            SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim(hostile))));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(hostile, page.QuerySelector(".chip mark")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("main img, script:not([src])"));
    }

    [Fact]
    public async Task QuotedWords_StandMarkedInTheirPlace()
    {
        var claim = SampleAnalyses.Claim("slowly") with
        {
            Evidence = [new Evidence { Item = "dir.line", Question = "A question", Shown = "slowly", Start = 8, End = 14 }],
        };
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(SampleAnalyses.Answer("dir.line", "I would slowly get up"), SampleAnalyses.Local(SampleAnalyses.OneClaim(claim)));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("I would slowly get up", page.QuerySelector(".chip .answer")!.TextContent);
        Assert.Equal("slowly", page.QuerySelector(".chip mark")!.TextContent);
    }

    [Fact]
    public async Task QuotedWordsOfAChangedAnswer_StandAlone()
    {
        var claim = SampleAnalyses.Claim("slowly") with
        {
            Evidence = [new Evidence { Item = "dir.line", Question = "A question", Shown = "slowly", Start = 8, End = 14 }],
        };
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(SampleAnalyses.Answer("dir.line", "something else by now"), SampleAnalyses.Local(SampleAnalyses.OneClaim(claim)));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("slowly", page.QuerySelector(".chip .answer")!.TextContent);
    }

    [Fact]
    public async Task UncheckedClaim_IsCollapsed()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Model(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words", VerificationState.AiNotChecked))));

        var page = await site.GetPageAsync("/insights");

        var collapsed = page.QuerySelector("details.unchecked")!;
        Assert.False(collapsed.HasAttribute("open"));
        Assert.Equal("AI reading, not checked", collapsed.QuerySelector(".state").Words());
        Assert.Empty(page.QuerySelectorAll(".cards > .card"));
    }

    [Fact]
    public async Task ModelReading_SaysHowManyClaimsWereChecked()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Model(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words", VerificationState.AiChecked))));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(["11 of 12", "some-model"], page.QuerySelectorAll(".about dd").Take(2).Select(value => value.Words()));
    }

    [Theory]
    [InlineData(FallbackReasons.ServicesUnavailable, "The analysis service could not be reached")]
    [InlineData(FallbackReasons.ModelUnavailable, "A second reading was wanted")]
    [InlineData(FallbackReasons.ModelRefused, "The model declined")]
    public async Task MissingReading_IsSaid(string reason, string notice)
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words")), reason));

        var page = await site.GetPageAsync("/insights");

        Assert.StartsWith(notice, page.QuerySelector(".about .caution").Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SupportCaution_ComesBeforeEverythingAndHidesRisks()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"), new Caution("support", "Heavy."))));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("support-panel", page.QuerySelector(".report-head")!.NextElementSibling!.ClassName);
        Assert.NotEmpty(page.QuerySelectorAll(".support-panel a[href^='tel:']"));
        Assert.Null(page.GetElementById("risks"));
    }

    [Fact]
    public async Task OtherCaution_IsReadFirst()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"), new Caution("flat-answers", "All alike."))));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("Read with care. All alike.", page.QuerySelector(".caution").Words());
    }

    [Fact]
    public async Task OfflineReport_FollowsTheLanguageOfThePages()
    {
        await using var site = await WebSite.StartAsync("pl");
        await site.KnownVisitorAsync(SampleAnalyses.Request("en").Answers, SampleAnalyses.Local(SampleAnalyses.OfPersona("en")));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(SampleAnalyses.OfPersona("pl").Patterns[0].Text, page.QuerySelector(".claim").Words());
    }

    [Fact]
    public async Task ReportOfChangedAnswers_StaysAsItWasMade()
    {
        var analysis = SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"));
        await using var site = await WebSite.StartAsync("pl");
        await site.KnownVisitorAsync(SampleAnalyses.Request("en").Answers, SampleAnalyses.Local(analysis));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal("A claim.", page.QuerySelector(".claim").Words());
        Assert.Equal("en", page.QuerySelector(".claim")!.GetAttribute("lang"));
        Assert.NotNull(page.QuerySelector(".report-head .note"));
    }

    [Fact]
    public async Task Score_IsShownWithItsNoise()
    {
        var analysis = SampleAnalyses.OneClaim(SampleAnalyses.Claim("words")) with
        {
            Scores =
            [
                new Score { Id = "a", Name = "A score", Raw = 11.5m, Min = 4, Max = 20, BandLow = 8.5m, BandHigh = 14.5m, Validated = true },
                new Score { Id = "b", Name = "No score", NullReason = "too-few-answers", Validated = false },
            ],
        };
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(analysis));

        var page = await site.GetPageAsync("/insights");

        var score = page.QuerySelector(".scores li")!;
        Assert.Equal("11.5 from 4 to 20", score.QuerySelector(".score-value").Words());
        Assert.Equal("Most likely between 8.5 and 14.5. Published measure.", score.QuerySelector(".note").Words());
        Assert.Equal(["29%", "36%"], new[] { "x", "width" }.Select(name => score.QuerySelector(".band")!.GetAttribute(name)));
        Assert.Equal(["No score", "too few answers"], page.QuerySelectorAll(".missing dt, .missing dd").Select(cell => cell.Words()));
    }

    [Theory]
    [InlineData(100, "43 from 0 to 100")]
    [InlineData(49, "42.9 from 0 to 49")]
    public async Task Score_ClaimsNoMorePrecisionThanItHas(int max, string shown)
    {
        var analysis = SampleAnalyses.OneClaim(SampleAnalyses.Claim("words")) with
        {
            Scores = [new Score { Id = "a", Name = "A score", Raw = 42.857m, Min = 0, Max = max, Validated = false }],
        };
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(analysis));

        var page = await site.GetPageAsync("/insights");

        Assert.Equal(shown, page.QuerySelector(".score-value").Words());
    }

    [Fact]
    public async Task About_NamesPromptQuestionnaireAndDay()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers, SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"))));

        var page = await site.GetPageAsync("/insights");

        var about = page.QuerySelector(".about").Words();
        Assert.Contains("IDENTITY_ANALYSIS, version 3", about, StringComparison.Ordinal);
        Assert.Contains("votive-core 0.9.0", about, StringComparison.Ordinal);
        Assert.Equal(site.Upstreams.Draft.UpdatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), page.QuerySelector(".about time")!.GetAttribute("datetime"));
    }
}
