using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Votive.Web.Questionnaire;

namespace Votive.Web.Tests.Questionnaire;

public sealed class StartAssessmentTests
{
    [Fact]
    public async Task NewVisitor_SeesTwoUntickedConsentsAndGetsNoCookieYet()
    {
        await using var site = await QuestionnaireSite.StartAsync();

        using var response = await site.Visitor.GetAsync(new Uri("/assessment", UriKind.Relative), TestContext.Current.CancellationToken);

        var page = await QuestionnaireSite.ReadAsync(response);
        Assert.Equal(["store", "model"], page.QuerySelectorAll<IHtmlInputElement>("input[type=checkbox]").Select(box => box.Name!));
        Assert.All(page.QuerySelectorAll<IHtmlInputElement>("input[type=checkbox]"), box => Assert.False(box.IsChecked));
        Assert.DoesNotContain(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("votive-visitor", StringComparison.Ordinal));
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("noindex", response.Headers.GetValues("X-Robots-Tag").Single());
    }

    [Fact]
    public async Task NoConsentToKeeping_SaysSoAndKeepsNothing()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var form = (await site.GetAsync("/assessment")).QuerySelector<IHtmlFormElement>("main form")!;
        QuestionnaireSite.Check(form, "model", "yes");

        using var response = await site.SubmitAsync(form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await QuestionnaireSite.ReadAsync(response);
        Assert.Contains("please agree", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.True(page.QuerySelector<IHtmlInputElement>("[name=model]")!.IsChecked);
        Assert.Empty(site.Upstreams.Drafts);
    }

    [Fact]
    public async Task Consent_StartsADraftOnTheQuickPath()
    {
        await using var site = await QuestionnaireSite.StartAsync("pl");

        await site.BeginAsync();

        Assert.Equal(("quick", "pl", "day.energy"), (site.Upstreams.Draft.Path, site.Upstreams.Draft.Locale, site.Upstreams.Draft.CurrentItem));
    }

    [Fact]
    public async Task ReturningVisitor_ContinuesWhereTheyWere()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        (await site.SubmitAsync(QuestionnaireSite.Step(await site.GetAsync("/assessment/mood.after")), "next")).Dispose();

        var page = await site.GetAsync("/assessment");

        Assert.Equal("/assessment/go.kept10", page.QuerySelector("main a.primary")!.GetAttribute("href"));
    }

    [Fact]
    public async Task StartOver_DeletesTheAnswers()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        var form = (await site.GetAsync("/assessment")).QuerySelector<IHtmlFormElement>("details form")!;

        var page = await site.FollowAsync(await site.SubmitAsync(form));

        Assert.Empty(site.Upstreams.Drafts);
        Assert.NotNull(page.QuerySelector("[name=store]"));
    }

    [Fact]
    public async Task NoDraft_ScreenAndReviewLeadToTheStart()
    {
        await using var site = await QuestionnaireSite.StartAsync();

        using var screen = await site.Visitor.GetAsync(new Uri("/assessment/day.energy", UriKind.Relative), TestContext.Current.CancellationToken);
        using var review = await site.Visitor.GetAsync(new Uri("/assessment/review", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("/assessment", screen.Headers.Location!.OriginalString[^"/assessment".Length..]);
        Assert.Equal("/assessment", review.Headers.Location!.OriginalString[^"/assessment".Length..]);
    }

    [Fact]
    public async Task DraftsDown_SaysThatNothingIsLost()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        site.Upstreams.DraftsDown = true;

        using var response = await site.Visitor.GetAsync(new Uri("/assessment/day.energy", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var page = await QuestionnaireSite.ReadAsync(response);
        Assert.Contains("Nothing is lost", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/assessment/day.energy", page.QuerySelector("main a.primary")!.GetAttribute("href"));
    }

    [Fact]
    public void ShuffledOptions_StandStillForOnePersonAndDifferForAnother()
    {
        var drains = StepPlan.Quick.Items.Single(item => item.Id == "day.drains");

        string[] Order(string person) => [.. OptionOrder.For(drains, person).Select(option => option.Id)];

        Assert.Equal(Order("one"), Order("one"));
        Assert.NotEqual(Order("one"), Order("two"));
        Assert.Equal(drains.Options.Select(option => option.Id).Order(), Order("one").Order());
    }
}
