using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Personas;
using Votive.Backend.Circuits;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Stubs;

namespace Votive.Backend.Tests.Analyze;

/// <summary>The report of the offline engine, and the prompt service at its worst.</summary>
public sealed class CreateAnalysisTests : IAsyncLifetime
{
    private static readonly TimeSpan PastFreshTime = TimeSpan.FromMilliseconds(300_001);

    private TestBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _backend = await TestBackend.StartAsync(Token);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task Persona_GetsItsReport(string locale)
    {
        using var response = await _backend.PostAsync(AnalyzeCalls.RequestOf(locale));

        var result = await response.ResultAsync();
        Assert.Equal(locale, result.Analysis.Language);
        Assert.NotEmpty(result.Analysis.Patterns);
        Assert.NotEmpty(result.Analysis.IdentitySynthesis.Sentences);
        Assert.Equal("miss", AnalyzeCalls.PromptCacheOf(response));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Local_SaysSo()
    {
        var meta = (await _backend.AnalyzeAsync()).Meta;

        Assert.Equal(AnalysisSource.Local, meta.Source);
        Assert.Equal(new PromptUse("IDENTITY_ANALYSIS", 3, false), meta.Prompt);
        Assert.Null(meta.Model);
        Assert.Null(meta.Fallback);
        Assert.Null(meta.Usage);
        Assert.Equal(VerificationSummary.None, meta.Verification);
        Assert.Matches("^[0-9a-f]{32}$", meta.TraceId);
    }

    [Fact]
    public async Task EveryPersona_IsTakenAsExported()
    {
        foreach (var persona in Persona.All)
        {
            Assert.NotNull(await _backend.AnalyzeAsync(AnalyzeCalls.RequestOf("en", persona.Name)));
        }
    }

    [Fact]
    public async Task SameInputTwice_GivesTheSameBytes()
    {
        var first = await AnalysisBytesAsync();
        var second = await AnalysisBytesAsync();

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(true, true)]
    public async Task Thinking_ChoosesThePrompt(bool? thinking, bool expected)
    {
        var request = AnalyzeCalls.RequestOf("pl");
        request["thinking"] = thinking;

        await _backend.AnalyzeAsync(request);

        var asked = Assert.Single(_backend.Prompts.Requests).Json;
        Assert.Equal(expected, asked.GetProperty("thinkingEnabled").GetBoolean());
        Assert.Equal("pl", asked.GetProperty("language").GetString());
    }

    [Fact]
    public async Task ColdAndPromptServiceDown_Is503WithRetryAfter()
    {
        await _backend.Prompts.StopAsync(Token);

        using var response = await _backend.PostAsync(AnalyzeCalls.RequestOf());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(ProblemCodes.Unavailable, (await response.ProblemAsync()).Code);
        Assert.True(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task WarmAndPromptServiceDown_GoesOn()
    {
        await _backend.AnalyzeAsync();
        await _backend.Prompts.StopAsync(Token);

        using var fresh = await _backend.PostAsync(AnalyzeCalls.RequestOf());
        _backend.Clock.Advance(PastFreshTime);
        using var stale = await _backend.PostAsync(AnalyzeCalls.RequestOf());

        Assert.Equal("fresh", AnalyzeCalls.PromptCacheOf(fresh));
        Assert.False((await fresh.ResultAsync()).Meta.Prompt!.Stale);
        Assert.Equal("stale", AnalyzeCalls.PromptCacheOf(stale));
        Assert.True((await stale.ResultAsync()).Meta.Prompt!.Stale);
    }

    [Fact]
    public async Task CircuitOpen_Is503WithTheRestOfTheResetTimeRoundedUp()
    {
        _backend.Prompts.Answer = StubAnswers.Status(500);
        while (_backend.PromptCircuit.Status.State != CircuitState.Open)
        {
            using var failed = await _backend.PostAsync(AnalyzeCalls.RequestOf());
        }

        var calls = _backend.Prompts.Requests.Count;
        _backend.Clock.Advance(TimeSpan.FromSeconds(12.3));
        using var response = await _backend.PostAsync(AnalyzeCalls.RequestOf());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(18), response.Headers.RetryAfter?.Delta);
        Assert.Equal(calls, _backend.Prompts.Requests.Count);
    }

    [Fact]
    public async Task TraceOfTheCaller_GoesOnToThePromptService()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = new HttpRequestMessage(HttpMethod.Post, AnalyzeCalls.Path);
        request.Content = new StringContent(AnalyzeCalls.RequestOf().ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
        request.Headers.Add("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01");

        using var response = await _backend.Http.SendAsync(request, Token);

        Assert.Equal(TraceId, (await response.ResultAsync()).Meta.TraceId);
        Assert.StartsWith($"00-{TraceId}-", Assert.Single(_backend.Prompts.Requests).Header("traceparent"), StringComparison.Ordinal);
    }

    private async Task<string> AnalysisBytesAsync()
    {
        using var response = await _backend.PostAsync(AnalyzeCalls.RequestOf());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["data"]!["analysis"]!.ToJsonString(JsonSerializerOptions.Default);
    }
}
