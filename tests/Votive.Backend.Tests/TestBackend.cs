using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Votive.Backend.Circuits;
using Votive.Backend.Models;
using Votive.Backend.Prompts;
using Votive.Stubs;

namespace Votive.Backend.Tests;

/// <summary>The real program on a free port, with stubs where other services are and a clock that stands still.</summary>
internal sealed class TestBackend : IAsyncDisposable
{
    public const string ServiceKey = "service-key-of-the-tests-0123456789";
    public const string ModelKey = "sk-test-key-that-must-not-be-logged";

    private readonly WebApplication _app;
    private readonly OutboundGuard _guard;

    private TestBackend(WebApplication app, OutboundGuard guard, TestClock clock, StubServer prompts)
    {
        _app = app;
        _guard = guard;
        Clock = clock;
        Prompts = prompts;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public TestClock Clock { get; }

    public StubServer Prompts { get; }

    public HttpClient Http { get; }

    public PromptCache Cache => _app.Services.GetRequiredService<PromptCache>();

    public Circuit PromptCircuit => _app.Services.GetRequiredKeyedService<Circuit>(PromptsFeature.CircuitName);

    public ModelClient Model => _app.Services.GetRequiredService<ModelClient>();

    public Circuit ModelCircuit => _app.Services.GetRequiredKeyedService<Circuit>(ModelsFeature.CircuitName);

    public FakeLogCollector Logs => _app.Services.GetFakeLogCollector();

    /// <param name="cancellationToken">Gives up the start.</param>
    /// <param name="model">The model to use; null for none.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<TestBackend> StartAsync(
        CancellationToken cancellationToken, StubServer? model = null, params (string Name, string Value)[] settings)
    {
        var clock = new TestClock();
        var prompts = await StubPromptServer.StartAsync(cancellationToken);
        var guard = new OutboundGuard().Allow(prompts.Address);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Votive.Backend", EnvironmentName = "Production" });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PROMPT_SERVICE_URL"] = prompts.Address.AbsoluteUri,
            ["SERVICE_API_KEY"] = ServiceKey,
        });
        if (model is not null)
        {
            guard.Allow(model.Address);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ANTHROPIC_API_KEY"] = ModelKey,
                ["ANTHROPIC_BASE_URL"] = model.Address.AbsoluteUri,
            });
        }

        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddVotiveBackend();

        // Everything, so that what must not be logged is not logged at any level.
        builder.Logging.ClearProviders().AddFakeLogging().AddFilter<FakeLoggerProvider>(category: null, LogLevel.Trace);
        guard.Attach(builder.Services);
        var app = builder.Build();
        app.UseVotiveBackend();
        await app.StartAsync(cancellationToken);
        return new TestBackend(app, guard, clock, prompts);
    }

    /// <summary>Watches one instrument of this host.</summary>
    public MetricCollector<T> Watch<T>(string instrument)
        where T : struct =>
        new(_app.Services.GetRequiredService<IMeterFactory>(), Telemetry.MeterName, instrument);

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Prompts.DisposeAsync();
        await _guard.DisposeAsync();
    }
}
