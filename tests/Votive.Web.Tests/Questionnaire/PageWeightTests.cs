using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Votive.Web.Tests.Questionnaire;

public sealed class PageWeightTests
{
    private const int BudgetBytes = 30 * 1024;

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Wizard_KeepsItsBudgetOverTheWire(string language)
    {
        await using var site = await QuestionnaireSite.StartAsync(language);
        var page = await site.BeginAsync();
        string[] files =
        [
            "/assessment/day.energy",
            .. page.QuerySelectorAll<IHtmlLinkElement>("link[rel=stylesheet]").Select(link => link.GetAttribute("href")!),
            .. page.QuerySelectorAll("script[src]").Select(script => script.GetAttribute("src")!),
            "/questionnaire/draft.js",
            "/questionnaire/controls.js",
        ];

        var sizes = new List<int>();
        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { { "Accept-Encoding", "br" } } };
            using var response = await site.Visitor.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
            sizes.Add((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        }

        Assert.True(sizes.Sum() <= BudgetBytes, $"{sizes.Sum()} bytes: {string.Join(", ", files.Zip(sizes))}");
    }
}
