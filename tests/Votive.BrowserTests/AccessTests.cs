using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Votive.BrowserTests;

public sealed class AccessTests(BrowserFixture browser)
{
    private static readonly string[] Screens =
    [
        "/assessment/day.energy", "/assessment/day.drains", "/assessment/mood.setoffs", "/assessment/ipip.21",
        "/assessment/val.lived", "/assessment/hab.list", "/assessment/id.acts", "/assessment/dir.line",
    ];

    [Theory]
    [InlineData("en", ColorScheme.Light, 1280)]
    [InlineData("pl", ColorScheme.Dark, 320)]
    public async Task Pages_HaveNoFaultThatAxeFindsAndDoNotScrollSideways(string locale, ColorScheme theme, int width)
    {
        await using var person = await browser.NewPersonAsync(locale, theme: theme, width: width);
        var faults = new List<string>();
        await person.Page.GotoAsync("/");
        await CheckAsync(person.Page, faults);
        await person.Page.GotoAsync("/assessment");
        await CheckAsync(person.Page, faults);
        await person.BeginAsync();
        await person.AnswerEverythingAsync();
        await CheckAsync(person.Page, faults);
        foreach (var screen in Screens)
        {
            await person.Page.GotoAsync(screen);
            await person.SavedAsync();
            await CheckAsync(person.Page, faults);
        }

        await person.Page.GotoAsync("/assessment/review");
        await person.Page.Locator("form[data-submit] .primary").ClickAsync();
        await person.Page.WaitForURLAsync("**/insights");
        await CheckAsync(person.Page, faults);

        Assert.Empty(faults);
        Assert.Empty(person.Faults);
    }

    private static async Task CheckAsync(IPage page, List<string> faults)
    {
        var place = new Uri(page.Url).AbsolutePath;
        var result = await page.RunAxe();
        faults.AddRange(result.Violations.Select(violation => $"{place}: {violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Target))}"));
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"))
        {
            faults.Add($"{place}: wider than the window");
        }
    }
}
