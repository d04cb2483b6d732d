using static Microsoft.Playwright.Assertions;

namespace Votive.BrowserTests;

public sealed class MainJobTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("en", true)]
    [InlineData("pl", false)]
    public async Task Guest_GoesFromTheFirstPageToAReport(string locale, bool javaScript)
    {
        await using var person = await browser.NewPersonAsync(locale, javaScript);
        await person.BeginAsync();

        var seen = await person.AnswerEverythingAsync();
        await Expect(person.Page).ToHaveURLAsync("**/assessment/review".Replace("**", browser.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        await person.Page.Locator("form[data-submit] .primary").ClickAsync();

        await person.Page.WaitForURLAsync("**/insights");
        await Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", locale);
        await Expect(person.Page.Locator("main h1")).ToBeVisibleAsync();
        Assert.True(seen.Count > 25, $"Only {seen.Count} screens were shown.");
        Assert.Empty(person.Faults);
    }

    [Fact]
    public async Task Keyboard_AnswersAndMoves()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.Page.GotoAsync("/assessment/day.steady");
        await person.SavedAsync();

        await person.Step.Locator("[data-item] input").First.FocusAsync();
        await person.Page.Keyboard.PressAsync("4");
        await Expect(person.Step.Locator("input[value='4']")).ToBeCheckedAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Step).ToHaveAttributeAsync("data-step", "day.drains");
        await Expect(person.Step.Locator("h1")).ToBeFocusedAsync();
        await person.Step.Locator("[data-item] input").First.FocusAsync();
        await person.Page.Keyboard.PressAsync("Shift+Enter");

        await Expect(person.Step).ToHaveAttributeAsync("data-step", "day.steady");
        Assert.Empty(person.Faults);
    }

    [Fact]
    public async Task WrongInput_StaysOnTheScreenAndSaysWhy()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.Page.GotoAsync("/assessment/val.pick");
        await person.SavedAsync();
        await person.Step.Locator(".choice input").First.CheckAsync();

        await person.Step.Locator("[value=next]").ClickAsync();

        await Expect(person.Step.Locator(".error")).ToHaveTextAsync("Choose exactly 5.");
        await Expect(person.Step.Locator(".choice input").First).ToBeFocusedAsync();
        Assert.Empty(person.Faults);
    }

    [Fact]
    public async Task Back_WithTheBrowsersButton_ShowsTheScreenBefore()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.AnswerAsync();
        await person.NextAsync();

        await person.Page.GoBackAsync();

        await Expect(person.Step).ToHaveAttributeAsync("data-step", "day.energy");
        await Expect(person.Step.Locator("input:checked")).ToHaveCountAsync(9);
        Assert.Empty(person.Faults);
    }
}
