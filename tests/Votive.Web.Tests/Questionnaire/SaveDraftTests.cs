using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Votive.Web.Tests.Questionnaire;

public sealed class SaveDraftTests
{
    private const string Version = "\"version\":\"0.9.0\"";

    [Fact]
    public async Task ChangedFields_BecomeAnswersAndMoveThePlace()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());

        using var response = await site.PatchAsync(
            $$"""{ {{Version}}, "currentItem": "day.steady", "answers": { "day.steady": { "day.steady": ["4"] }, "day.demand": { "day.demand": ["10", "12"] } } }""", token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("4", site.Upstreams.Draft.Answers["day.steady"].ToString());
        Assert.Equal("""["10","12"]""", site.Upstreams.Draft.Answers["day.demand"].ToString());
        Assert.Equal("day.steady", site.Upstreams.Draft.CurrentItem);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(site.Upstreams.Draft.Revision, body.RootElement.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task NoFields_RemoveTheAnswer()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());
        (await site.PatchAsync($$"""{ {{Version}}, "answers": { "day.steady": { "day.steady": ["4"] } } }""", token)).Dispose();

        (await site.PatchAsync($$"""{ {{Version}}, "answers": { "day.steady": {} } }""", token)).Dispose();

        Assert.Empty(site.Upstreams.Draft.Answers);
    }

    [Fact]
    public async Task WrongAnswer_IsNamedAndNotKeptWhileTheOthersAre()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());

        using var response = await site.PatchAsync(
            $$"""{ {{Version}}, "answers": { "day.steady": { "day.steady": ["9"] }, "day.refill.freq": { "day.refill.freq": ["3"] } } }""", token);

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("outOfRange", body.RootElement.GetProperty("faults").GetProperty("day.steady").GetString());
        Assert.Equal(["day.refill.freq"], site.Upstreams.Draft.Answers.Keys);
    }

    [Fact]
    public async Task NoAntiforgeryToken_Returns400()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        await site.BeginAsync();

        using var response = await site.PatchAsync($$"""{ {{Version}}, "answers": { "day.steady": { "day.steady": ["4"] } } }""", token: null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(site.Upstreams.Draft.Answers);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task RequestFromAnotherSite_Returns403(string origin)
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());
        site.Visitor.DefaultRequestHeaders.Add("Sec-Fetch-Site", origin);

        using var response = await site.PatchAsync($$"""{ {{Version}}, "answers": { "day.steady": { "day.steady": ["4"] } } }""", token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(site.Upstreams.Draft.Answers);
    }

    [Fact]
    public async Task UnknownItem_Returns400NamingIt()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());

        using var response = await site.PatchAsync($$"""{ {{Version}}, "answers": { "no.such": {} } }""", token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task OlderQuestionnaire_Returns409()
    {
        await using var site = await QuestionnaireSite.StartAsync();
        var token = Token(await site.BeginAsync());

        using var response = await site.PatchAsync("""{ "version": "0.1.0", "answers": {} }""", token);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    private static string Token(IHtmlDocument page) => page.QuerySelector<IHtmlInputElement>("main [name=__RequestVerificationToken]")!.Value;
}
