using Microsoft.Playwright;
using Votive.BrowserTests;
using Votive.Host.Running;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Votive.BrowserTests;

/// <summary>All services on free ports, and one Chromium, for all tests of this project.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private DirectoryInfo? _folder;
    private VotiveSystem? _system;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where people go.</summary>
    public Uri Address => _system!.Web;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), $"These tests need Debian's Chromium at {Chromium}. Run ./votive test: it installs what is missing.");
        _folder = Directory.CreateTempSubdirectory("votive-browser-");
        _system = await VotiveSystem.StartAsync(
            new VotiveSystemOptions
            {
                DataDirectory = DataDirectory.Open(_folder.FullName),
                Settings = new Dictionary<string, string?> { ["ANALYSIS_PROVIDER"] = "local", ["LOG_LEVEL"] = "error" },
            },
            TestContext.Current.CancellationToken);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
    }

    /// <summary>A person with an empty browser of their own.</summary>
    /// <param name="locale">Language of the browser.</param>
    /// <param name="javaScript">Whether scripts run.</param>
    /// <param name="theme">What the system says about light and dark.</param>
    /// <param name="width">Width of the window in CSS pixels.</param>
    internal async Task<Person> NewPersonAsync(string locale = "en", bool javaScript = true, ColorScheme theme = ColorScheme.Light, int width = 1280)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            Locale = locale,
            JavaScriptEnabled = javaScript,
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 800 },
        });
        context.SetDefaultTimeout(10_000);
        return new Person(context, await context.NewPageAsync(), Address);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        _folder?.Delete(recursive: true);
    }
}
