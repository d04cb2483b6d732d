namespace Votive.Web.Tests.Support;

public sealed class SupportTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Numbers_CanBeTapped(string language)
    {
        await using var site = await WebSite.StartAsync(language);

        var page = await site.GetPageAsync("/support");

        var numbers = page.QuerySelectorAll("a.phone").Select(link => link.GetAttribute("href")!).ToHashSet();
        Assert.Superset(new HashSet<string> { "tel:112", "tel:116123", "tel:800702222", "tel:116111", "tel:999", "tel:911", "tel:988" }, numbers);
    }

    [Fact]
    public async Task Polish_ShowsPolandFirst()
    {
        await using var site = await WebSite.StartAsync("pl");

        var page = await site.GetPageAsync("/support");

        Assert.Equal("Polska", page.QuerySelector("h2").Words());
    }
}
