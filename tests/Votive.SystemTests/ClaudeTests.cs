using Votive.Contracts.Analyses;
using Votive.Stubs;

namespace Votive.SystemTests;

/// <summary>A model behind the real services, here our stub on <c>ANTHROPIC_BASE_URL</c>.</summary>
public sealed class ClaudeTests
{
    [Fact]
    public async Task TruthfulModel_ItsClaimIsShownAsChecked()
    {
        await using var model = await StubModelServer.StartAsync(TestContext.Current.CancellationToken);
        await using var system = await StartAsync(model);
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };

        using var response = await backend.AnalyzeAsync(Api.Request("en"));

        var (analysis, meta) = await response.ResultAsync();
        Assert.Equal(AnalysisSource.Model, meta.Source);
        Assert.Equal(StubModelServer.ModelName, meta.Model);
        var claim = Assert.Single(analysis.Patterns, insight => insight.Origin == AnalysisSource.Model);
        Assert.Equal(VerificationState.AiChecked, claim.Verification);
    }

    [Fact]
    public async Task LyingModel_ItsClaimIsDropped_AndTheReportIsComplete()
    {
        await using var model = await StubModelServer.StartAsync(TestContext.Current.CancellationToken);
        model.Answer = StubModelServer.Reading(StubReading.MadeUpQuote);
        await using var system = await StartAsync(model);
        using var backend = new HttpClient { BaseAddress = system.Services.Backend };

        using var response = await backend.AnalyzeAsync(Api.Request("en"));

        var (analysis, meta) = await response.ResultAsync();
        Assert.Equal(1, meta.Verification.Dropped);
        Assert.All(analysis.Claims(), claim => Assert.DoesNotContain("Tarnów", claim.Claim, StringComparison.Ordinal));
        Assert.NotEmpty(analysis.Patterns);
    }

    private static Task<TemporarySystem> StartAsync(StubServer model) => TemporarySystem.StartAsync(new Dictionary<string, string?>
    {
        ["ANTHROPIC_API_KEY"] = "test-key-of-the-stub",
        ["ANTHROPIC_BASE_URL"] = model.Address.ToString(),
    });
}
