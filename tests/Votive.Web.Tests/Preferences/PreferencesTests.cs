using System.Net;

namespace Votive.Web.Tests.Preferences;

public sealed class PreferencesTests
{
    [Fact]
    public async Task NoChoice_LeavesTheThemeToTheSystem()
    {
        await using var site = await WebSite.StartAsync();

        var page = await site.GetPageAsync("/");

        Assert.Null(page.DocumentElement.GetAttribute("data-theme"));
        Assert.Equal("system", page.QuerySelector(".theme [aria-pressed=true]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task ChosenTheme_StandsOnTheDocument(string theme)
    {
        await using var site = await WebSite.StartAsync();
        using var answer = await site.PostAsync("/preferences/theme", ("theme", theme), ("place", "/support"));

        var page = await site.GetPageAsync("/support");

        Assert.Equal("/support", answer.Headers.Location!.ToString());
        Assert.Equal(theme, page.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task ChosenLanguage_KeepsThePlace()
    {
        await using var site = await WebSite.StartAsync();
        var before = await site.GetPageAsync("/support?from=here");
        var form = before.QuerySelector("form.language")!;

        using var answer = await site.PostAsync(
            form.GetAttribute("action")!,
            ("language", form.QuerySelector("button")!.GetAttribute("value")!),
            ("place", form.QuerySelector("[name=place]")!.GetAttribute("value")!));
        var after = await site.GetPageAsync(answer.Headers.Location!.ToString());

        Assert.Equal("/support?from=here", answer.Headers.Location!.ToString());
        Assert.Equal("pl", after.DocumentElement.GetAttribute("lang"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task ForeignPlace_LeadsHome(string place)
    {
        await using var site = await WebSite.StartAsync();

        using var answer = await site.PostAsync("/preferences/theme", ("theme", "dark"), ("place", place));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("theme", "pink")]
    [InlineData("language", "xx")]
    public async Task UnknownChoice_Returns400NamingTheField(string field, string value)
    {
        await using var site = await WebSite.StartAsync();
        using var program = site.CreateProgram();
        using var form = new FormUrlEncodedContent([new(field, value)]);

        using var answer = await program.PostAsync(new Uri($"/preferences/{field}", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostFromElsewhere_IsRefused()
    {
        await using var site = await WebSite.StartAsync();
        site.Browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await site.PostAsync("/preferences/theme", ("theme", "dark"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }
}
