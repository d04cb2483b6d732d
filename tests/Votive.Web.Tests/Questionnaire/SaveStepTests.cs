using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Votive.Web.Tests.Questionnaire;

public sealed class SaveStepTests
{
    [Fact]
    public async Task TooManyChosen_ShowsTheScreenAgainWithALinkedErrorAndWhatWasChosen()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        var form = QuestionnaireSite.Step(await site.GetAsync("/assessment/day.drains"));
        foreach (var value in new[] { "meetings", "noise", "waiting", "boredom" })
        {
            QuestionnaireSite.Check(form, "day.drains", value);
        }

        using var response = await site.SubmitAsync(form, "next");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await QuestionnaireSite.ReadAsync(response);
        var again = QuestionnaireSite.Step(page);
        Assert.Equal("day.drains", again.GetAttribute("data-step"));
        Assert.Equal(4, again.QuerySelectorAll<IHtmlInputElement>("input[type=checkbox]").Count(input => input.IsChecked));
        Assert.Equal("Choose at most 3.", again.QuerySelector("[role=alert] a[href='#q-day.drains']")!.TextContent);
        Assert.Equal("Choose at most 3.", again.QuerySelector(".error:not([hidden])")!.TextContent);
        Assert.Empty(site.Upstreams.Draft.Answers);
    }

    [Fact]
    public async Task TooFewChosen_ShowsTheScreenAgainButKeepsWhatIsThere()
    {
        await using var site = await QuestionnaireSite.StartAsync("pl");
        await site.BeginAsync();
        var form = QuestionnaireSite.Step(await site.GetAsync("/assessment/val.pick"));
        QuestionnaireSite.Check(form, "val.pick", "learning");

        using var response = await site.SubmitAsync(form, "next");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("Wybierz dokładnie 5.", (await QuestionnaireSite.ReadAsync(response)).QuerySelector("[role=alert] a")!.TextContent);
        Assert.Equal("""["learning"]""", site.Upstreams.Draft.Answers["val.pick"].ToString());
    }

    [Fact]
    public async Task SamePlaceTwice_IsRefused()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        var form = QuestionnaireSite.Step(await site.GetAsync("/assessment/mood.setoffs"));
        QuestionnaireSite.Fill(form, "mood.setoffs:sharp-word", "1");
        QuestionnaireSite.Fill(form, "mood.setoffs:scrolling", "1");

        using var response = await site.SubmitAsync(form, "next");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("same place", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedSource_TakesAlongWhatRestsOnIt()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();
        var lines = QuestionnaireSite.Step(await site.GetAsync("/assessment/id.lines"));
        QuestionnaireSite.Fill(lines, "id.lines:0", "first");
        QuestionnaireSite.Fill(lines, "id.lines:1", "second");
        QuestionnaireSite.Fill(lines, "id.lines:2", "third");
        var acts = QuestionnaireSite.Step(await site.FollowAsync(await site.SubmitAsync(lines, "next")));
        QuestionnaireSite.Fill(acts, "id.acts:0", "1");
        QuestionnaireSite.Fill(acts, "id.acts:1", "5");
        QuestionnaireSite.Fill(acts, "id.acts:2", "9");
        (await site.SubmitAsync(acts, "next")).Dispose();
        lines = QuestionnaireSite.Step(await site.GetAsync("/assessment/id.lines"));
        QuestionnaireSite.Fill(lines, "id.lines:1", "");

        (await site.SubmitAsync(lines, "next")).Dispose();

        Assert.Equal("""["first","third"]""", site.Upstreams.Draft.Answers["id.lines"].ToString());
        Assert.Equal("""{"0":1,"1":9}""", site.Upstreams.Draft.Answers["id.acts"].ToString());
    }

    [Fact]
    public async Task NoAntiforgeryToken_Returns400()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();

        using var response = await site.PostAsync("/assessment/day.energy", [new("day.energy:06", "2"), new("do", "next")]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(site.Upstreams.Draft.Answers);
    }

    [Fact]
    public async Task UnknownScreen_Returns404()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var form = QuestionnaireSite.Step(await site.BeginAsync());
        form.SetAttribute("action", "/assessment/no.such");

        using var post = await site.SubmitAsync(form, "next");
        using var get = await site.Visitor.GetAsync(new Uri("/assessment/no.such", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
    }

    [Fact]
    public async Task DraftsDown_KeepsWhatWasTypedForAnotherTry()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var form = QuestionnaireSite.Step(await site.BeginAsync());
        QuestionnaireSite.Check(form, "day.energy:06", "2");
        site.Upstreams.DraftsDown = true;

        using var response = await site.SubmitAsync(form, "next");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var again = (await QuestionnaireSite.ReadAsync(response)).QuerySelector<IHtmlFormElement>("main form")!;
        site.Upstreams.DraftsDown = false;
        var page = await site.FollowAsync(await site.SubmitAsync(again));
        Assert.Equal("day.demand", QuestionnaireSite.Step(page).GetAttribute("data-step"));
        Assert.StartsWith("[2,", site.Upstreams.Draft.Answers["day.energy"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LanguageSwitch_KeepsPlaceAndAnswers()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var form = QuestionnaireSite.Step(await site.BeginAsync());
        QuestionnaireSite.Check(form, "day.energy:06", "2");
        (await site.SubmitAsync(form, "next")).Dispose();

        (await site.PostAsync("/preferences/language", [new("language", "pl"), new("place", "/assessment/day.energy")])).Dispose();

        var polish = QuestionnaireSite.Step(await site.GetAsync("/assessment/day.energy"));
        Assert.Contains("Twój dzień", polish.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2", polish.QuerySelectorAll<IHtmlInputElement>("[name='day.energy:06']").Single(input => input.IsChecked).Value);
    }
}
