using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Votive.BrowserTests;

public sealed class DraftTests(BrowserFixture browser)
{
    [Fact]
    public async Task KilledTab_ComesBackToTheSameScreenWithEveryAnswer()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        for (var screen = 0; screen < 4; screen++)
        {
            await person.AnswerAsync();
            var step = (await person.Step.GetAttributeAsync("data-step"))!;
            var before = await FieldsAsync(person.Page);

            await person.KillTabAsync();

            await Expect(person.Step).ToHaveAttributeAsync("data-step", step);
            await person.SavedAsync();
            Assert.Equal(before, await FieldsAsync(person.Page));
            await person.NextAsync();
        }
        Assert.Empty(person.Faults);
    }

    [Fact]
    public async Task KilledTabWhileTheServerCannotBeReached_ComesBackWithTheCopyOnTheDevice()
    {
        await using var person = await browser.NewPersonAsync("pl");
        await person.BeginAsync();
        await person.SavedAsync();
        await person.Page.RouteAsync("**/assessment/draft", route => route.AbortAsync());
        await person.AnswerAsync();
        await Expect(person.Page.Locator("[data-status]")).ToHaveAttributeAsync("data-state", "offline");
        var before = await FieldsAsync(person.Page);

        await person.KillTabAsync();

        Assert.Equal(before, await FieldsAsync(person.Page));
        await person.SavedAsync();
    }

    [Fact]
    public async Task Offline_GoesOnAndSavesWhenTheNetworkIsBack()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.SavedAsync();
        await person.GoOfflineAsync(true);
        await person.AnswerAsync();
        await person.NextAsync();
        await person.AnswerAsync();

        await person.GoOfflineAsync(false);
        await person.SavedAsync();
        await person.Page.ReloadAsync();

        await Expect(person.Step).ToHaveAttributeAsync("data-step", "day.demand");
        await Expect(person.Step.Locator("input:checked")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task LanguageSwitch_KeepsPlaceAndAnswers()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.AnswerAsync();
        await person.NextAsync();
        await person.AnswerAsync();
        var before = await FieldsAsync(person.Page);

        await person.Page.Locator("[name=language][value=pl]").ClickAsync();

        await Expect(person.Step).ToHaveAttributeAsync("data-step", "day.demand");
        await Expect(person.Step.Locator("h1")).ToContainTextAsync("Twój dzień");
        Assert.Equal(before, await FieldsAsync(person.Page));
        Assert.Empty(person.Faults);
    }

    [Fact]
    public async Task Order_IsMovedWithButtonsAndCarriedOn()
    {
        await using var person = await browser.NewPersonAsync();
        await person.BeginAsync();
        await person.Page.GotoAsync("/assessment/val.pick");
        await person.AnswerAsync();
        await person.NextAsync();
        await person.AnswerAsync();
        var names = await person.Step.Locator("li:visible [data-text]").AllTextContentsAsync();

        await person.Step.Locator("li:visible .move[data-move='1']").First.ClickAsync();
        await person.NextAsync();

        Assert.Equal([names[1], names[0], .. names.Skip(2)], await person.Step.Locator("[data-key]:visible [data-text]").AllTextContentsAsync());
        Assert.Empty(person.Faults);
    }

    /// <summary>Everything that is entered, on every screen.</summary>
    private static Task<string[]> FieldsAsync(IPage page) => page.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('form[data-step]')].flatMap(form => [...new FormData(form)].filter(([n, v]) => v && !n.startsWith('__')).map(f => f.join('=')))");
}
