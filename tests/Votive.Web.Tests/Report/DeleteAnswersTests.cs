using System.Net;
using System.Text.Json;

namespace Votive.Web.Tests.Report;

public sealed class DeleteAnswersTests
{
    [Fact]
    public async Task Confirmed_DeletesDraftReportAndVisitor()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>(), SampleAnalyses.Local(SampleAnalyses.OneClaim(SampleAnalyses.Claim("words"))));
        var token = (await site.GetPageAsync("/insights/delete")).QuerySelector("main input[type=hidden]")!;

        using var answer = await site.PostAsync("/insights/delete", (token.GetAttribute("name")!, token.GetAttribute("value")!));

        Assert.Equal("/insights/deleted", answer.Headers.Location!.ToString());
        Assert.Empty(site.Upstreams.Drafts);
        Assert.DoesNotContain(site.Cookies.GetAllCookies(), cookie => cookie.Name == "votive-visitor");
    }

    [Fact]
    public async Task Asking_DeletesNothing()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>());

        await site.GetPageAsync("/insights/delete");

        Assert.Single(site.Upstreams.Drafts);
    }

    [Fact]
    public async Task WithoutToken_IsRefused()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>());

        using var answer = await site.PostAsync("/insights/delete");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Single(site.Upstreams.Drafts);
    }

    [Fact]
    public async Task DraftsDown_SaysSoAndKeepsTheVisitor()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>());
        var token = (await site.GetPageAsync("/insights/delete")).QuerySelector("main input[type=hidden]")!;
        site.Upstreams.DraftsDown = true;

        using var answer = await site.PostAsync("/insights/delete", (token.GetAttribute("name")!, token.GetAttribute("value")!));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(site.Cookies.GetAllCookies(), cookie => cookie.Name == "votive-visitor");
    }
}
