using System.Net;

namespace Votive.Web.Tests.Frame;

/// <summary>What holds for every page.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Addresses => ["/", "/support", "/privacy", "/insights", "/insights/delete", "/insights/deleted", "/assessment", "/nothing-here"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_AllowsNothingInlineAndNothingForeign(string address)
    {
        await using var site = await WebSite.StartAsync();

        using var response = await site.GetAsync(address);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_HasNoInlineScriptOrStyle(string address)
    {
        await using var site = await WebSite.StartAsync();
        using var response = await site.GetAsync(address);

        var page = await WebSite.ReadAsync(response);

        Assert.Empty(page.QuerySelectorAll("style, script:not([src]), [style]"));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_FetchesOnlyFromHere(string address)
    {
        await using var site = await WebSite.StartAsync();
        using var response = await site.GetAsync(address);

        var page = await WebSite.ReadAsync(response);

        Assert.NotEmpty(page.Fetched());
        foreach (var fetched in page.Fetched())
        {
            Assert.Matches("^/[^/]", fetched);
            using var file = await site.GetAsync(fetched);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_HasTitleHeadingAndWayToSupport(string address)
    {
        await using var site = await WebSite.StartAsync("pl");
        using var response = await site.GetAsync(address);

        var page = await WebSite.ReadAsync(response);

        Assert.NotEmpty(page.Title!);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Equal("/support", page.QuerySelector("footer nav a")!.GetAttribute("href"));
        Assert.Equal("#main", page.QuerySelector("body > a")!.GetAttribute("href"));
        Assert.NotNull(page.QuerySelector("main#main"));
    }

    [Theory]
    [InlineData("/insights")]
    [InlineData("/insights/delete")]
    [InlineData("/assessment")]
    public async Task PrivatePage_IsKeptAndListedByNobody(string address)
    {
        await using var site = await WebSite.StartAsync();

        using var response = await site.GetAsync(address);

        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("noindex", Assert.Single(response.Headers.GetValues("X-Robots-Tag")));
    }

    [Fact]
    public async Task StyleSheets_FetchOnlyFontsOfOurs()
    {
        await using var site = await WebSite.StartAsync();
        var page = await site.GetPageAsync("/insights");

        foreach (var sheet in page.Fetched().Where(address => address.EndsWith(".css", StringComparison.Ordinal)))
        {
            var css = await site.Browser.GetStringAsync(new Uri(sheet, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.DoesNotContain("//", css, StringComparison.Ordinal);
            Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_IsCompressed()
    {
        await using var site = await WebSite.StartAsync();
        site.Browser.DefaultRequestHeaders.Add("Accept-Encoding", "br");

        using var response = await site.GetAsync("/");

        Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task FingerprintedFile_IsKeptForAYear()
    {
        await using var site = await WebSite.StartAsync();
        var page = await site.GetPageAsync("/");
        var sheet = page.Fetched().First(address => address.EndsWith(".css", StringComparison.Ordinal));

        using var response = await site.GetAsync(sheet);

        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl!.MaxAge);
    }
}
