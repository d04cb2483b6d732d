using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Contracts.Analyses;
using Votive.Web.Questionnaire;

namespace Votive.Web.Tests.Questionnaire;

public sealed class ReviewTests
{
    [Fact]
    public async Task Review_ListsEveryAnswerInWordsAndWhatIsOpen()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site);

        var page = await site.GetAsync("/assessment/review");

        var steady = page.QuerySelectorAll(".answer").Single(row => row.QuerySelector("dt")!.TextContent.StartsWith("Monday", StringComparison.Ordinal));
        Assert.Equal("rather agree", steady.QuerySelector("dd")!.TextContent.Trim());
        Assert.Equal("/assessment/day.steady?edit", steady.QuerySelector("a")!.GetAttribute("href"));
        Assert.NotEmpty(page.QuerySelectorAll(".open"));
    }

    [Fact]
    public async Task Edit_ReturnsToTheReview()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site);
        var form = QuestionnaireSite.Step(await site.GetAsync("/assessment/day.steady?edit"));
        QuestionnaireSite.Check(form, "day.steady", "5");

        using var response = await site.SubmitAsync(form, "next");

        Assert.Equal("/assessment/review", response.Headers.Location!.ToString());
        Assert.Equal("5", site.Upstreams.Draft.Answers["day.steady"].ToString());
    }

    [Fact]
    public async Task IncompleteAnswer_IsSaidAndLeftOut()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site);
        var pick = QuestionnaireSite.Step(await site.GetAsync("/assessment/val.pick"));
        QuestionnaireSite.Check(pick, "val.pick", "learning");
        (await site.SubmitAsync(pick, "next")).Dispose();
        site.Upstreams.Analyze = Offline;

        var page = await site.GetAsync("/assessment/review");
        (await site.SubmitAsync(page.QuerySelector<IHtmlFormElement>("form[data-submit]")!)).Dispose();

        Assert.Contains("Not complete", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["day.steady"], Assert.Single(site.Upstreams.Analyses).Answers.Keys);
    }

    [Fact]
    public async Task NoConsentToAModel_WithholdsEveryAnswer()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site);
        site.Upstreams.Analyze = Offline;

        await HandInAsync(site);

        var request = Assert.Single(site.Upstreams.Analyses);
        Assert.Equal(StepPlan.Quick.Items.Select(item => item.Id), request.Withhold);
        Assert.Null(site.Upstreams.Report.Meta.Fallback);
    }

    [Fact]
    public async Task ConsentToAModel_WithholdsOnlyWordsOfOnesOwn()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site, allowModel: true);
        site.Upstreams.Analyze = Offline;

        await HandInAsync(site);

        var request = Assert.Single(site.Upstreams.Analyses);
        Assert.Equal(StepPlan.Quick.Items.Where(item => !item.SendToAi).Select(item => item.Id), request.Withhold);
        Assert.DoesNotContain("day.steady", request.Withhold);
        Assert.Contains("dir.line", request.Withhold);
    }

    [Fact]
    public async Task BackendDown_MakesTheReportHereAndSaysSo()
    {
        await using var site = await QuestionnaireSite.StartAsync("pl");
        await AnswerSteadyAsync(site);

        using var response = await HandInAsync(site);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal((FallbackReasons.ServicesUnavailable, "pl"), (site.Upstreams.Report.Meta.Fallback, site.Upstreams.Report.Analysis.Language));
    }

    [Fact]
    public async Task DraftsDownAtHandingIn_KeepsTheChoiceForAnotherTry()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await AnswerSteadyAsync(site, allowModel: true);
        var form = (await site.GetAsync("/assessment/review")).QuerySelector<IHtmlFormElement>("form[data-submit]")!;
        site.Upstreams.DraftsDown = true;

        using var response = await site.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var again = (await QuestionnaireSite.ReadAsync(response)).QuerySelector<IHtmlFormElement>("main form")!;
        Assert.Equal("/assessment/review", again.GetAttribute("action"));
        Assert.Equal("yes", again.QuerySelector<IHtmlInputElement>("[name=model]")!.Value);
    }

    private static async Task AnswerSteadyAsync(QuestionnaireSite site, bool allowModel = false)
    {
        await site.BeginAsync(allowModel);
        var form = QuestionnaireSite.Step(await site.GetAsync("/assessment/day.steady"));
        QuestionnaireSite.Check(form, "day.steady", "4");
        (await site.SubmitAsync(form, "next")).Dispose();
    }

    private static async Task<HttpResponseMessage> HandInAsync(QuestionnaireSite site) =>
        await site.SubmitAsync((await site.GetAsync("/assessment/review")).QuerySelector<IHtmlFormElement>("form[data-submit]")!);

    private static AnalyzeResult Offline(AnalyzeRequest request)
    {
        Assert.True(AnswerSheet.TryCreate(StepPlan.Quick.Instrument, request.Locale, request.Answers, out var sheet, out _));
        return new AnalyzeResult(OfflineEngine.Analyze(sheet), new AnalysisMeta { Source = AnalysisSource.Local, Verification = VerificationSummary.None });
    }
}
