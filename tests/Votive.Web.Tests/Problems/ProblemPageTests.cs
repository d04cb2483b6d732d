using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Votive.Contracts;

namespace Votive.Web.Tests.Problems;

public sealed class ProblemPageTests
{
    [Theory]
    [InlineData("en", "There is nothing here")]
    [InlineData("pl", "Tu nic nie ma")]
    public async Task UnknownAddress_IsAPageWithATraceAndAWayBack(string language, string title)
    {
        await using var site = await WebSite.StartAsync(language);

        using var response = await site.GetAsync("/nothing-here");

        var page = await WebSite.ReadAsync(response);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(title, page.QuerySelector("h1").Words());
        Assert.Matches("^[0-9a-f]{32}$", page.QuerySelector(".trace code").Words());
        Assert.Equal("/", page.QuerySelector("main a.button")!.GetAttribute("href"));
    }

    [Fact]
    public async Task UnknownAddress_IsAProblemForPrograms()
    {
        await using var site = await WebSite.StartAsync();
        using var program = site.CreateProgram();

        using var response = await program.GetAsync(new Uri("/nothing-here", UriKind.Relative), TestContext.Current.CancellationToken);

        var problem = await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ProblemCodes.NotFound, problem!.Code);
    }

    [Theory]
    [InlineData("en", "Something we need is resting")]
    [InlineData("pl", "Coś, czego potrzebujemy, chwilowo nie działa")]
    public async Task ReportsDown_IsAPageThatSaysSo(string language, string title)
    {
        await using var site = await WebSite.StartAsync(language);
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>());
        site.Upstreams.DraftsDown = true;

        using var response = await site.GetAsync("/insights");

        var page = await WebSite.ReadAsync(response);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(title, page.QuerySelector("h1").Words());
    }

    [Theory]
    [InlineData("en", "Something went wrong on our side")]
    [InlineData("pl", "Coś poszło nie tak po naszej stronie")]
    public async Task FaultOfOurs_IsAPageWithATraceAndNoDetails(string language, string title)
    {
        await using var site = await WebSite.StartAsync(language);
        await site.KnownVisitorAsync(new Dictionary<string, JsonElement>());
        site.Upstreams.DraftsRefuse = true;

        using var response = await site.GetAsync("/insights");

        var page = await WebSite.ReadAsync(response);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(title, page.QuerySelector("h1").Words());
        Assert.Matches("^[0-9a-f]{32}$", page.QuerySelector(".trace code").Words());
        Assert.DoesNotContain("SERVICE_API_KEY", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }
}
