using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Votive.BrowserTests;

/// <summary>One person at one browser. What goes wrong in the page, and every request to somebody else, is noted.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly IBrowserContext _browser;
    private readonly Uri _address;

    public Person(IBrowserContext browser, IPage page, Uri address)
    {
        _browser = browser;
        _address = address;
        Watch(page);
        Page = page;
    }

    /// <summary>Console errors and warnings (breaches of the content policy are some), script errors, and requests to other hosts.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The tab in front.</summary>
    public IPage Page { get; private set; }

    /// <summary>The screen of the questionnaire that is shown.</summary>
    public ILocator Step => Page.Locator("form[data-step]:not([hidden])");

    /// <summary>The window without a network, or with one again.</summary>
    public Task GoOfflineAsync(bool offline) => _browser.SetOfflineAsync(offline);

    /// <summary>From the first page to the first screen of the questionnaire.</summary>
    public async Task BeginAsync()
    {
        await Page.GotoAsync("/");
        await Page.Locator("main a[href='/assessment']").First.ClickAsync();
        await Page.Locator("[name=store]").CheckAsync();
        await Page.Locator("main form .primary").ClickAsync();
        await Assertions.Expect(Step).ToBeVisibleAsync();
    }

    /// <summary>Answers what the screen asks, and names it.</summary>
    public async Task<string> AnswerAsync()
    {
        var step = Step;
        foreach (var question in await step.Locator("[data-item]").AllAsync())
        {
            await AnswerAsync(question);
        }

        return (await step.GetAttributeAsync("data-step"))!;
    }

    /// <summary>Presses Next and waits until another screen, or the review, is there.</summary>
    public async Task NextAsync()
    {
        var before = await Step.GetAttributeAsync("data-step");
        await Step.Locator("[value=next]").ClickAsync();
        await Assertions.Expect(Page.Locator($"form[data-step='{before}']:not([hidden])")).ToHaveCountAsync(0);
    }

    /// <summary>Answers and goes on until the review.</summary>
    public async Task<List<string>> AnswerEverythingAsync()
    {
        var seen = new List<string>();
        while (await Step.CountAsync() == 1)
        {
            seen.Add(await AnswerAsync());
            await NextAsync();
            await Page.WaitForLoadStateAsync();
        }

        return seen;
    }

    /// <summary>Waits until the module runs and the server has every answer.</summary>
    public Task SavedAsync() => Assertions.Expect(Page.Locator("[data-status][data-state=saved]")).ToBeVisibleAsync();

    /// <summary>Ends the tab as a crash does, without letting it say goodbye, and opens another at the same address.</summary>
    public async Task KillTabAsync()
    {
        var address = Page.Url;
        await Page.CloseAsync(new() { RunBeforeUnload = false });
        Page = await _browser.NewPageAsync();
        Watch(Page);
        await Page.GotoAsync(address);
    }

    public async ValueTask DisposeAsync() => await _browser.DisposeAsync();

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _faults.Enqueue($"console: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _faults.Enqueue($"script: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } url && url.Authority != _address.Authority)
            {
                _faults.Enqueue($"foreign request: {request.Url}");
            }
        };
    }

    private static async Task AnswerAsync(ILocator question)
    {
        var most = int.TryParse(await question.GetAttributeAsync("data-max"), out var max) ? max : 2;
        switch (await question.GetAttributeAsync("data-type"))
        {
            case "grid":
                foreach (var (slot, index) in (await question.Locator(".slot").AllAsync()).Select((slot, index) => (slot, index)))
                {
                    await slot.Locator($"input[value='{(index == 2 ? 4 : index % 3)}']").CheckAsync(new() { Force = true });
                }

                break;
            case "scale" or "ruler" or "count":
                await question.Locator(".points input").Last.CheckAsync(new() { Force = true });
                break;
            case "single":
                await question.Locator(".choice:visible input").First.CheckAsync();
                break;
            case "multi":
                for (var index = 0; index < most; index++)
                {
                    await question.Locator(".choice:visible input").Nth(index).CheckAsync();
                }

                break;
            case "rank":
                // The rows move as they get their places, so each is named before the first one moves.
                var places = await question.Locator("li:visible select").EvaluateAllAsync<string[]>("all => all.map(e => e.name)");
                for (var place = 1; place <= most; place++)
                {
                    await question.Locator($"select[name='{places[place - 1]}']").SelectOptionAsync($"{place}");
                }

                break;
            case "text":
                await question.Locator("textarea").FillAsync("finishes what matters");
                break;
            case "list":
                await question.Locator("input").Nth(0).FillAsync("keeps a promise");
                await question.Locator("input").Nth(1).FillAsync("asks first");
                break;
            case "matrix":
                foreach (var row in await question.Locator("[data-key]:visible").AllAsync())
                {
                    if (await row.Locator("input[type=number]").CountAsync() > 0)
                    {
                        await row.Locator("input[type=number]").FillAsync("3");
                    }
                    else
                    {
                        await row.Locator("input").Nth(2).CheckAsync(new() { Force = true });
                    }
                }

                break;
            case "repeat":
                for (var index = 0; index < 3; index++)
                {
                    var group = question.Locator(".group").Nth(index);
                    await group.Locator("[data-label]").FillAsync($"habit {index + 1}");
                    await group.Locator("input[type=number]").FillAsync("5");
                    foreach (var points in await group.Locator(".points").AllAsync())
                    {
                        await points.Locator("input").Nth(3).CheckAsync(new() { Force = true });
                    }

                    await group.Locator("select").First.SelectOptionAsync("time");
                }

                break;
        }
    }
}
