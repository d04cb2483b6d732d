using System.Net;
using System.Net.Http.Json;
using Votive.Contracts;

namespace Votive.Web.Tests.Report;

public sealed class WriteDocumentTests
{
    private static readonly Uri Address = new("/insights/document", UriKind.Relative);

    [Theory]
    [InlineData(null)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffff")]
    public async Task WithoutTheCredential_IsRefused(string? key)
    {
        await using var site = await WebSite.StartAsync();

        using var response = await PostAsync(site, key, Body("en"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("en", "What your answers say", "Blind spots")]
    [InlineData("pl", "Co mówią Twoje odpowiedzi", "Martwe pola")]
    public async Task Document_IsInTheLanguageOfTheReport(string language, string title, string part)
    {
        await using var site = await WebSite.StartAsync();

        using var response = await PostAsync(site, WebSite.ServiceKey, Body(language));

        var page = await WebSite.ReadAsync(response);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(title, page.QuerySelector("h1").Words());
        Assert.Contains(page.QuerySelectorAll("h2"), heading => heading.Words() == part);
        Assert.NotNull(page.QuerySelector(".energy-curve"));
    }

    [Fact]
    public async Task Document_NeedsNothingElse()
    {
        await using var site = await WebSite.StartAsync();

        using var response = await PostAsync(site, WebSite.ServiceKey, Body("en"));

        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await WebSite.ReadAsync(response);
        Assert.Empty(page.Fetched());
        Assert.Empty(page.QuerySelectorAll("script, form, a[href^='/'], a[href^='http']"));
        Assert.Contains("--paper:", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("url(data:font/woff2;base64,").Length - 1);
        Assert.DoesNotContain("url(\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownLanguage_Returns400NamingTheField()
    {
        await using var site = await WebSite.StartAsync();
        var analysis = SampleAnalyses.OneClaim(SampleAnalyses.Claim("words")) with { Language = "xx" };

        using var response = await PostAsync(site, WebSite.ServiceKey, new { request = SampleAnalyses.Request("en"), result = SampleAnalyses.Local(analysis) });

        var problem = await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["result.analysis.language"], problem!.Errors!.Keys);
    }

    [Fact]
    public async Task MissingMember_Returns400NamingTheField()
    {
        await using var site = await WebSite.StartAsync();

        using var response = await PostAsync(site, WebSite.ServiceKey, new { request = SampleAnalyses.Request("en") });

        var problem = await response.Content.ReadFromJsonAsync<Problem>(ContractJson.Options, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["result"], problem!.Errors!.Keys);
    }

    private static object Body(string language) =>
        new { request = SampleAnalyses.Request(language), result = SampleAnalyses.Local(SampleAnalyses.OfPersona(language)) };

    private static async Task<HttpResponseMessage> PostAsync(WebSite site, string? key, object body)
    {
        using var program = site.CreateProgram();
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = JsonContent.Create(body, options: ContractJson.Options) };
        if (key is not null)
        {
            request.Headers.Add(WireHeaders.ServiceKey, key);
        }

        return await program.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
