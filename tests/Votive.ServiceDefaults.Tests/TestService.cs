using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Votive.ServiceDefaults.Logging;

namespace Votive.ServiceDefaults.Tests;

/// <summary>A small service on the defaults, on a real Kestrel and a free port, in production mode unless told otherwise.</summary>
public sealed class TestService : IAsyncDisposable
{
    /// <summary>The keys that the service accepts; it sends the first.</summary>
    public const string Key = "0123456789abcdef0123456789abcdef";

    /// <summary>The key of before the rotation.</summary>
    public const string OldKey = "fedcba9876543210fedcba9876543210";

    private readonly WebApplication _app;
    private readonly HttpClient _client; // Sends no header of its own accord.

    private TestService(WebApplication app, LogLines logs, FakeTimeProvider clock)
    {
        _app = app;
        Logs = logs;
        Clock = clock;
        Address = new Uri(app.Urls.Single());
        _client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public LogLines Logs { get; }

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestService> StartAsync(
        Action<WebApplication>? map = null,
        Action<WebApplicationBuilder>? add = null,
        Action<WebApplication>? before = null,
        string environment = "Production",
        params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration
            .AddInMemoryCollection([new("SERVICE_API_KEY", $"{Key}, {OldKey}")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddServiceDefaults("test");
        var logs = new LogLines();
        builder.Logging.ClearProviders().AddProvider(logs);
        add?.Invoke(builder);
        var app = builder.Build();
        logs.Formatter = app.Services.GetServices<ConsoleFormatter>().OfType<JsonLineFormatter>().Single();
        before?.Invoke(app);
        app.UseServiceDefaults();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app, logs, clock);
    }

    /// <summary>Sends a GET with these headers.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts a body as it is.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body, string mediaType = "application/json") =>
        _client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, null, mediaType), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
