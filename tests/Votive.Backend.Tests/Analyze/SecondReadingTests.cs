using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Votive.Contracts;
using Votive.Contracts.Analyses;
using Votive.Stubs;

namespace Votive.Backend.Tests.Analyze;

/// <summary>A model's reading beside the offline engine's: truthful, lying, refusing, broken.</summary>
public sealed class SecondReadingTests : IAsyncLifetime
{
    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(8);

    private StubServer _model = null!;
    private TestBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _model = await StubModelServer.StartAsync(Token);
        _backend = await TestBackend.StartAsync(Token, _model);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Fact]
    public async Task EverythingWithheld_NoModelIsAsked()
    {
        var request = AnalyzeCalls.RequestOf("en");
        request["withhold"] = new JsonArray([.. request["answers"]!.AsObject().Select(answer => JsonValue.Create(answer.Key))]);

        var result = await _backend.AnalyzeAsync(request);

        Assert.Empty(_model.Requests);
        Assert.Equal(AnalysisSource.Local, result.Meta.Source);
        Assert.Null(result.Meta.Fallback);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pl")]
    public async Task TruthfulReading_StandsBesideTheEnginesOwn(string locale)
    {
        var result = await _backend.AnalyzeAsync(AnalyzeCalls.RequestOf(locale));

        Assert.Equal(AnalysisSource.Model, result.Meta.Source);
        Assert.Equal(AnalysisSource.Model, result.Analysis.Source);
        Assert.Equal(StubModelServer.ModelName, result.Meta.Model);
        Assert.Equal(new TokenUsage(1000, 200), result.Meta.Usage);
        Assert.Equal(new VerificationSummary(1, 1, 0, 0), result.Meta.Verification);
        Assert.Null(result.Meta.Fallback);
        var claim = Assert.Single(result.Analysis.Patterns, insight => insight.Origin == AnalysisSource.Model);
        Assert.Equal(VerificationState.AiChecked, claim.Verification);
        Assert.Contains(result.Analysis.Patterns, insight => insight.Origin == AnalysisSource.Local);
    }

    [Fact]
    public async Task Request_HoldsTheRenderedPromptAndTheBriefingAsData()
    {
        await _backend.AnalyzeAsync(AnalyzeCalls.RequestOf("pl"));

        var request = Assert.Single(_model.Requests);
        var instructions = request.Json.GetProperty("system")[0].GetProperty("text").GetString();
        Assert.Matches("^You are a second reader. Answer in pl. The mark [0-9a-f]{24} stays here.$", instructions);
        Assert.Equal("pl", StubModelServer.BriefingOf(request).GetProperty("language").GetString());
        Assert.Equal(4000, request.Json.GetProperty("max_tokens").GetInt32());
        Assert.True(request.Json.GetProperty("output_config").TryGetProperty("format", out _));
    }

    [Fact]
    public async Task PromptWithoutCanary_GetsOne()
    {
        _backend.Prompts.Answer = StubPromptServer.Resolve(set => set with { Content = "Read.", Variables = [] });

        await _backend.AnalyzeAsync();

        Assert.Matches("(?s)^Read\\..*[0-9a-f]{24}", Assert.Single(_model.Requests).Json.GetProperty("system")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task WithheldAnswer_DoesNotLeave()
    {
        var request = AnalyzeCalls.RequestOf();
        request["answers"]!["mood.first10"] = "tidy";
        await _backend.AnalyzeAsync(request.DeepClone());
        request["withhold"] = new JsonArray("mood.first10");
        await _backend.AnalyzeAsync(request);

        Assert.Contains("a:mood.first10", _model.Requests[0].Body, StringComparison.Ordinal);
        Assert.DoesNotContain("mood.first10", _model.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnWords_DoNotLeave()
    {
        var request = AnalyzeCalls.RequestOf();
        request["answers"]!["day.drains"] = new JsonArray(new JsonObject { ["other"] = "A canary sang in the night." });

        await _backend.AnalyzeAsync(request);

        Assert.DoesNotContain("canary sang", Assert.Single(_model.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_StandInOneDelimitedDocument()
    {
        await _backend.AnalyzeAsync(AnalyzeCalls.RequestOf());

        var turn = Assert.Single(_model.Requests).Json.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text").GetString()!;
        Assert.Equal(2, turn.Split("</document>").Length);
        Assert.EndsWith("</document>", turn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subject_DoesNotLeave()
    {
        var request = AnalyzeCalls.RequestOf();
        request["subject"] = "visitor-of-today-77";

        await _backend.AnalyzeAsync(request);

        Assert.DoesNotContain("visitor-of-today-77", Assert.Single(_model.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MadeUpQuote_IsDropped()
    {
        _model.Answer = StubModelServer.Reading(briefing => StubReading.Claims(
            StubReading.Claim(briefing), StubReading.Claim(briefing, quotes: [StubReading.QuoteMadeUpFrom(briefing)])));

        var result = await _backend.AnalyzeAsync();

        Assert.Equal(new VerificationSummary(2, 1, 0, 1), result.Meta.Verification);
        Assert.Equal(AnalysisSource.Model, result.Meta.Source);
    }

    [Fact]
    public async Task MadeUpNumber_IsMarkedAsNotChecked()
    {
        _model.Answer = StubModelServer.Reading(StubReading.MadeUpNumber);

        var result = await _backend.AnalyzeAsync();

        Assert.Equal(new VerificationSummary(1, 0, 1, 0), result.Meta.Verification);
        var claim = Assert.Single(result.Analysis.Patterns, insight => insight.Origin == AnalysisSource.Model);
        Assert.Equal(VerificationState.AiNotChecked, claim.Verification);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NothingHolds_IsALocalReportWithANotice(bool quote)
    {
        _model.Answer = StubModelServer.Reading(quote ? StubReading.MadeUpQuote : StubReading.MadeUpRef);

        var result = await _backend.AnalyzeAsync();

        Assert.Equal(AnalysisSource.Local, result.Meta.Source);
        Assert.Equal(FallbackReasons.ModelInvalid, result.Meta.Fallback);
        Assert.Null(result.Meta.Model);
        Assert.Equal(new VerificationSummary(1, 0, 0, 1), result.Meta.Verification);
    }

    [Fact]
    public async Task CallForSupport_IsALocalReportWithTheCaution()
    {
        _model.Answer = StubModelServer.Reading(StubReading.Support);

        var result = await _backend.AnalyzeAsync();

        Assert.Equal(AnalysisSource.Local, result.Meta.Source);
        Assert.Contains(result.Analysis.Cautions, caution => caution.Code == "support");
        Assert.Empty(result.Analysis.Risks);
        Assert.Null(result.Meta.Fallback);
    }

    [Fact]
    public async Task GarbageOnce_IsAskedForAgainWithTheErrors()
    {
        _model.Script(StubModelServer.Text("""{"claims":"none"}"""));

        var result = await _backend.AnalyzeAsync();

        Assert.Equal(AnalysisSource.Model, result.Meta.Source);
        Assert.Equal(new TokenUsage(2000, 400), result.Meta.Usage);
        var turns = _model.Requests[1].Json.GetProperty("messages");
        Assert.Equal(3, turns.GetArrayLength());
        Assert.Contains("claims", turns[2].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GarbageTwice_IsALocalReportAfterTwoCalls()
    {
        _model.Answer = StubModelServer.Text("I would rather write prose.");

        var result = await _backend.AnalyzeAsync();

        AssertFallback(result, FallbackReasons.ModelInvalid);
        Assert.Equal(2, _model.Requests.Count);
    }

    [Fact]
    public async Task OutagesAndGarbage_ShareThreeCalls()
    {
        _model.Script(StubAnswers.Status(529), StubAnswers.Status(529), StubModelServer.Text("Prose."));

        var call = _backend.AnalyzeAsync();
        await WaitOutAsync();
        await WaitOutAsync();

        AssertFallback(await call, FallbackReasons.ModelInvalid);
        Assert.Equal(3, _model.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task LeakedInstructions_AreWithheld_AlsoWhenSpacedOut(string between)
    {
        _model.Answer = (context, request) =>
        {
            var instructions = string.Join(between, request.Json.GetProperty("system")[0].GetProperty("text").GetString()!.AsEnumerable());
            return StubModelServer.Reading(briefing => StubReading.Claims(StubReading.Claim(briefing, text: instructions)))(context, request);
        };

        var result = await _backend.AnalyzeAsync();

        AssertFallback(result, FallbackReasons.ModelInvalid);
        Assert.Single(_model.Requests);
        Assert.DoesNotContain("second reader", JsonSerializer.Serialize(result, ContractJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refusal", FallbackReasons.ModelRefused)]
    [InlineData("max_tokens", FallbackReasons.ModelInvalid)]
    [InlineData("pause_turn", FallbackReasons.ModelInvalid)]
    public async Task OtherStopReason_IsALocalReportWithANotice(string stopReason, string fallback)
    {
        _model.Answer = StubModelServer.Text("{", stopReason);

        AssertFallback(await _backend.AnalyzeAsync(), fallback);

        Assert.Single(_model.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task RefusedCall_IsALocalReportWithANotice(int status)
    {
        _model.Answer = StubModelServer.Error(status, "stub_error");

        AssertFallback(await _backend.AnalyzeAsync(), FallbackReasons.ModelUnavailable);

        Assert.Single(_model.Requests);
    }

    [Fact]
    public async Task ModelDown_IsALocalReportWithANotice()
    {
        await _model.StopAsync(Token);

        var call = _backend.AnalyzeAsync();
        await WaitOutAsync();
        await WaitOutAsync();

        AssertFallback(await call, FallbackReasons.ModelUnavailable);
    }

    [Fact]
    public async Task PromptThatCannotBeRendered_IsALocalReportWithANotice()
    {
        _backend.Prompts.Answer = StubPromptServer.Resolve(set => set with { Content = "{{nobody}}" });

        AssertFallback(await _backend.AnalyzeAsync(), FallbackReasons.ModelUnavailable);

        Assert.Empty(_model.Requests);
        Assert.Contains(_backend.Logs.GetSnapshot(), record => record.Level == LogLevel.Error && record.Exception?.Message.Contains("at character 0", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task ProviderLocal_AsksNobodyAlthoughAKeyIsSet()
    {
        await using var backend = await TestBackend.StartAsync(Token, _model, ("ANALYSIS_PROVIDER", "local"));

        var result = await backend.AnalyzeAsync();

        Assert.Equal(AnalysisSource.Local, result.Meta.Source);
        Assert.Null(result.Meta.Fallback);
        Assert.Empty(_model.Requests);
    }

    [Fact]
    public async Task FallbackFail_InvalidReadingIs502()
    {
        await using var backend = await TestBackend.StartAsync(Token, _model, ("ANALYSIS_FALLBACK", "fail"));
        _model.Answer = StubModelServer.Text("Prose.");

        using var response = await backend.PostAsync(AnalyzeCalls.RequestOf());

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(ProblemCodes.AnalysisInvalid, (await response.ProblemAsync()).Code);
    }

    [Fact]
    public async Task FallbackFail_RateLimitIs503WithTheSameRetryAfter()
    {
        await using var backend = await TestBackend.StartAsync(Token, _model, ("ANALYSIS_FALLBACK", "fail"));
        _model.Answer = StubModelServer.Error(429, "rate_limit_error", "600");

        using var response = await backend.PostAsync(AnalyzeCalls.RequestOf());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(600), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task CallerLeaves_CancelsTheModelCall()
    {
        _model.Answer = StubAnswers.Hang;
        using var caller = new CancellationTokenSource();
        using var content = new StringContent(AnalyzeCalls.RequestOf().ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
        var call = _backend.Http.PostAsync(AnalyzeCalls.Path, content, caller.Token);
        await _model.NextRequestAsync(Token);

        await caller.CancelAsync();

        await _model.NextAbortedAsync(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task KeyPromptAnswersAndReading_AreNotLogged()
    {
        _model.Script(StubModelServer.Text("canary-of-the-model"), StubModelServer.Error(401, "authentication_error"));
        var request = AnalyzeCalls.RequestOf();
        request["answers"]!["day.drains"] = new JsonArray(new JsonObject { ["other"] = "canary-of-an-answer" });

        await _backend.AnalyzeAsync(request);

        Assert.Contains(_backend.Logs.GetSnapshot(), record => record.Level == LogLevel.Trace);
        Assert.All(_backend.Logs.GetSnapshot(), record =>
        {
            var line = $"{record} {record.Exception}";
            Assert.DoesNotContain(TestBackend.ModelKey, line, StringComparison.Ordinal);
            Assert.DoesNotContain(TestBackend.ServiceKey, line, StringComparison.Ordinal);
            Assert.DoesNotContain("canary-of", line, StringComparison.Ordinal);
            Assert.DoesNotContain("second reader", line, StringComparison.Ordinal);
        });
    }

    private static void AssertFallback(AnalyzeResult result, string reason)
    {
        Assert.Equal(AnalysisSource.Local, result.Meta.Source);
        Assert.Equal(reason, result.Meta.Fallback);
        Assert.NotEmpty(result.Analysis.Patterns);
        Assert.DoesNotContain(result.Analysis.Patterns, insight => insight.Origin == AnalysisSource.Model);
    }

    /// <summary>Lets the pause before the next model call pass.</summary>
    private async Task WaitOutAsync()
    {
        var pause = await _backend.Clock.WaitForTimerAsync(due => due > TimeSpan.Zero && due <= LongestJitter && due != TimeSpan.FromSeconds(5), Token);
        _backend.Clock.Advance(pause);
    }
}
