using System.Net;
using System.Text.Json;

namespace Votive.Web.Tests.Landing;

public sealed class LandingTests
{
    private static readonly Dictionary<string, JsonElement> NoAnswers = [];

    [Theory]
    [InlineData("en-GB,en;q=0.9", "en", "A quiet look at how you live")]
    [InlineData("pl-PL,pl;q=0.9,en;q=0.5", "pl", "Spokojne spojrzenie na to, jak żyjesz")]
    [InlineData("de", "en", "A quiet look at how you live")]
    public async Task AcceptLanguage_DecidesTheLanguage(string accepted, string language, string title)
    {
        await using var site = await WebSite.StartAsync(accepted);

        var page = await site.GetPageAsync("/");

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(title, page.QuerySelector("h1").Words());
    }

    [Fact]
    public async Task LanguageCookie_WinsOverAcceptLanguage()
    {
        await using var site = await WebSite.StartAsync("en");
        site.Cookies.Add(site.Browser.BaseAddress!, new Cookie("votive-language", "pl"));

        var page = await site.GetPageAsync("/");

        Assert.Equal("pl", page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task UnknownLanguageInCookie_IsIgnored()
    {
        await using var site = await WebSite.StartAsync("pl");
        site.Cookies.Add(site.Browser.BaseAddress!, new Cookie("votive-language", "xx"));

        var page = await site.GetPageAsync("/");

        Assert.Equal("pl", page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task FirstVisit_SetsNoCookie()
    {
        await using var site = await WebSite.StartAsync();

        using var response = await site.GetAsync("/");

        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task SampleClaim_ShowsTheAnswersItRestsOn(string language)
    {
        await using var site = await WebSite.StartAsync(language);

        var page = await site.GetPageAsync("/");

        var card = page.QuerySelector(".sample .card")!;
        Assert.NotEmpty(card.QuerySelector(".claim").Words());
        Assert.NotEmpty(card.QuerySelectorAll(".chip"));
        Assert.All(card.QuerySelectorAll(".chip"), chip =>
        {
            Assert.NotEmpty(chip.QuerySelector(".question").Words());
            Assert.NotEmpty(chip.QuerySelector(".answer").Words());
        });
    }

    [Fact]
    public async Task Draft_BringsTheWayBackToIt()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers);

        var page = await site.GetPageAsync("/");

        Assert.Equal("/assessment", page.QuerySelector(".resume a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task DraftsDown_LeavesThePageWhole()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers);
        site.Upstreams.DraftsDown = true;

        var page = await site.GetPageAsync("/");

        Assert.Null(page.QuerySelector(".resume"));
        Assert.NotNull(page.QuerySelector("a[href='/assessment']"));
    }

    [Fact]
    public async Task ForgedVisitor_IsNobody()
    {
        await using var site = await WebSite.StartAsync();
        await site.KnownVisitorAsync(NoAnswers);
        site.Cookies.Add(site.Browser.BaseAddress!, new Cookie("votive-visitor", WebSite.Visitor));

        var page = await site.GetPageAsync("/");

        Assert.Null(page.QuerySelector(".resume"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task FirstVisit_StaysWithinItsBudget(string language)
    {
        await using var site = await WebSite.StartAsync(language);
        var page = await site.GetPageAsync("/");
        string[] addresses = ["/", .. page.Fetched().Where(address => address.EndsWith(".css", StringComparison.Ordinal) || address.EndsWith(".js", StringComparison.Ordinal))];

        site.Browser.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        var contents = await Task.WhenAll(addresses.Select(address =>
            site.Browser.GetByteArrayAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken)));

        Assert.InRange(contents.Sum(content => content.Length), 1, 15 * 1024);

        // The third font is named in the style sheet only.
        Assert.InRange(page.Fetched().Distinct().Count() + 2, 1, 7);
    }

    [Fact]
    public async Task Fonts_StayWithinTheirBudget()
    {
        await using var site = await WebSite.StartAsync();
        string[] fonts = ["newsreader-500", "source-sans-400", "source-sans-600"];

        var sizes = await Task.WhenAll(fonts.Select(font => site.Browser.GetByteArrayAsync(new Uri($"/fonts/{font}.woff2", UriKind.Relative), TestContext.Current.CancellationToken)));

        Assert.InRange(sizes.Sum(size => size.Length), 1, 45 * 1024);
    }
}
