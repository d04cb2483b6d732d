using System.Net.Http.Json;
using System.Text.Json;
using Votive.Backend.Circuits;
using Votive.Backend.Models;
using Votive.Backend.Prompts;
using Votive.Contracts;
using Votive.Contracts.Health;
using Votive.Contracts.Prompts;
using Votive.ServiceDefaults;
using Votive.Stubs;

namespace Votive.Backend.Tests;

/// <summary><c>GET /health</c> in the seed's shape.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    /// <summary>Reports are kept for five seconds.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private StubServer _model = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _model = await StubModelServer.StartAsync(Token);

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    [Fact]
    public async Task NoModelConfigured_Healthy()
    {
        await using var backend = await TestBackend.StartAsync(Token);

        var report = await ReportAsync(backend);

        Assert.Equal(HealthState.Healthy, report.Status);
        Assert.Equal(["anthropic", "prompt-service"], report.Checks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthState.Healthy, report.Checks["anthropic"].Status);
        Assert.NotNull(report.Checks["anthropic"].Detail);
        Assert.Equal("closed", report.Checks["prompt-service"].Circuit);
    }

    [Fact]
    public async Task Asked_MakesNoCall()
    {
        await using var backend = await TestBackend.StartAsync(Token, _model);

        await ReportAsync(backend);

        Assert.Empty(_model.Requests);
        Assert.Empty(backend.Prompts.Requests);
    }

    [Fact]
    public async Task PromptServiceDownAtStart_StartsDegraded()
    {
        await using var backend = await TestBackend.StartAsync(Token);
        await backend.Prompts.StopAsync(Token);
        await FailPromptAsync(backend);

        var report = await ReportAsync(backend);

        Assert.Equal(HealthState.Degraded, report.Status);
        Assert.Equal(HealthState.Degraded, report.Checks["prompt-service"].Status);
        Assert.Equal("closed", report.Checks["prompt-service"].Circuit);
    }

    [Fact]
    public async Task PromptServiceBack_HealthyAgain()
    {
        await using var backend = await TestBackend.StartAsync(Token);
        backend.Prompts.Script(StubAnswers.Status(500));
        await FailPromptAsync(backend);
        await ReportAsync(backend);
        await backend.Cache.GetAsync(Selector(), Token);
        backend.Clock.Advance(Kept);

        var report = await ReportAsync(backend);

        Assert.Equal(HealthState.Healthy, report.Status);
    }

    [Fact]
    public async Task PromptCircuit_ShowsStateTimeAndTransitions()
    {
        await using var backend = await TestBackend.StartAsync(Token);
        backend.Prompts.Answer = StubAnswers.Status(500);
        while (backend.PromptCircuit.Status.State != CircuitState.Open)
        {
            await FailPromptAsync(backend);
        }

        backend.Clock.Advance(TimeSpan.FromSeconds(12));
        var check = (await ReportAsync(backend)).Checks["prompt-service"];

        Assert.Equal((HealthState.Degraded, "open"), (check.Status, check.Circuit));
        Assert.Contains("open for 12 s, after 1 transition", check.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task KeyRefused_DegradedUntilItIsTaken(int status)
    {
        await using var backend = await TestBackend.StartAsync(Token, _model);
        _model.Script(StubAnswers.Status(status));
        _model.Answer = StubModelServer.Text("Fine.");
        await Assert.ThrowsAsync<ModelException>(() => AskAsync(backend));
        var refused = await ReportAsync(backend);
        await AskAsync(backend);
        backend.Clock.Advance(Kept);

        var taken = await ReportAsync(backend);

        Assert.Equal(HealthState.Degraded, refused.Checks["anthropic"].Status);
        Assert.Equal(HealthState.Healthy, taken.Checks["anthropic"].Status);
    }

    private static PromptSelector Selector() => new(PromptKeys.IdentityAnalysis, false, "en");

    private static async Task FailPromptAsync(TestBackend backend) =>
        await Assert.ThrowsAsync<UnavailableException>(() => backend.Cache.GetAsync(Selector(), Token));

    private static Task<string> AskAsync(TestBackend backend) =>
        backend.Model.Open("Be kind.", new ModelSettings { MaxTokens = 1000 }, JsonSerializer.SerializeToElement(new { type = "object" })).AskAsync("Well?", Token);

    private static async Task<HealthReport> ReportAsync(TestBackend backend) =>
        (await backend.Http.GetFromJsonAsync<HealthReport>("/health", ContractJson.Options, Token))!;
}
