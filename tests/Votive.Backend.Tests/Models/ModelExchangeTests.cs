using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Votive.Backend.Circuits;
using Votive.Backend.Models;
using Votive.Contracts.Analyses;
using Votive.Contracts.Prompts;
using Votive.Stubs;

namespace Votive.Backend.Tests.Models;

/// <summary>prompts-and-experiments.md § 6, LP-2: one retry owner, at most three calls, one deadline.</summary>
public sealed class ModelExchangeTests : IAsyncLifetime
{
    private const string Question = "What do you see?";

    private static readonly JsonElement Schema = JsonSerializer.Deserialize<JsonElement>(
        """{"type":"object","properties":{"claims":{"type":"array","items":{"type":"string"}}},"required":["claims"],"additionalProperties":false}""");

    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(90);

    private StubServer _model = null!;
    private TestBackend _backend = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _model = await StubModelServer.StartAsync(Token);
        _model.Answer = StubModelServer.Text("Something.");
        _backend = await TestBackend.StartAsync(Token, _model);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _model.DisposeAsync();
    }

    [Fact]
    public async Task Answer_ComesWithModelAndTokens()
    {
        var exchange = Open();

        var text = await exchange.AskAsync(Question, Token);

        Assert.Equal("Something.", text);
        Assert.Equal(StubModelServer.ModelName, exchange.Model);
        Assert.Equal(new TokenUsage(1000, 200), exchange.Usage);
    }

    [Fact]
    public async Task Request_CarriesPromptSettingsSchemaAndKey()
    {
        await Open(new ModelSettings { MaxTokens = 4321, Temperature = 0.3 }).AskAsync(Question, Token);

        var request = Assert.Single(_model.Requests);
        Assert.Equal("Bearer " + TestBackend.ModelKey, request.Header("Authorization"));
        Assert.Equal("claude-sonnet-5-5", request.Json.GetProperty("model").GetString());
        Assert.Equal(4321, request.Json.GetProperty("max_tokens").GetInt32());
        Assert.Equal("Be kind.", request.Json.GetProperty("system")[0].GetProperty("text").GetString());
        Assert.Equal("json_schema", request.Json.GetProperty("output_config").GetProperty("format").GetProperty("type").GetString());

        // The API refuses every request that holds one.
        Assert.False(request.Json.TryGetProperty("temperature", out _));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", 2048, """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-opus-4-20250514", 2048, """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-3-7-sonnet-20250219", 2048, """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-sonnet-4-5-20250929", null, null)]
    [InlineData("claude-sonnet-4-6", 2048, """{"type":"adaptive"}""")]
    [InlineData("claude-sonnet-5-5", 2048, """{"type":"adaptive"}""")]
    [InlineData("claude-sonnet-5-5", null, null)]
    public async Task Thinking_IsAskedForAsTheModelTakesIt(string model, int? budget, string? expected)
    {
        await Open(new ModelSettings { Model = model, MaxTokens = 8000, ThinkingBudget = budget }).AskAsync(Question, Token);

        var request = Assert.Single(_model.Requests).Json;
        Assert.Equal(model, request.GetProperty("model").GetString());
        Assert.Equal(expected, request.TryGetProperty("thinking", out var thinking) ? thinking.GetRawText() : null);
    }

    [Fact]
    public async Task SecondQuestion_ComesAfterTheFirstAnswer()
    {
        var exchange = Open();
        await exchange.AskAsync(Question, Token);

        await exchange.AskAsync("And now?", Token);

        var roles = _model.Requests[1].Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());
        Assert.Equal(["user", "assistant", "user"], roles);
        Assert.Equal(new TokenUsage(2000, 400), exchange.Usage);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task Overload_IsRetried(int status)
    {
        _model.Script(StubAnswers.Status(status), StubAnswers.Status(status));

        var text = await AskThroughRetriesAsync(retries: 2);

        Assert.Equal("Something.", text);
        Assert.Equal(3, _model.Requests.Count);
    }

    [Theory]
    [InlineData("{\"id\":\"msg_1\"")]
    [InlineData("<html></html>")]
    [InlineData("{\"status\":\"ok\"}")]
    public async Task SuccessThatIsNotTheApis_IsRetried(string body)
    {
        _model.Script(StubAnswers.Body(body));

        var text = await AskThroughRetriesAsync(retries: 1);

        Assert.Equal("Something.", text);
    }

    [Fact]
    public async Task BrokenConnection_IsRetried()
    {
        _model.Script(StubAnswers.Abort, StubAnswers.Cut(StubModelServer.Message("Half.")));

        var text = await AskThroughRetriesAsync(retries: 2);

        Assert.Equal("Something.", text);
    }

    [Fact]
    public async Task ThreeFailures_EndTheExchange()
    {
        _model.Answer = StubAnswers.Status(529);

        var exception = await Assert.ThrowsAsync<ModelException>(() => AskThroughRetriesAsync(retries: 2));

        Assert.Equal(ModelFailure.Overloaded, exception.Failure);
        Assert.Equal(3, _model.Requests.Count);
    }

    [Fact]
    public async Task NobodyListens_IsUnreachable()
    {
        await _model.StopAsync(Token);

        var exception = await Assert.ThrowsAsync<ModelException>(() => AskThroughRetriesAsync(retries: 2));

        Assert.Equal(ModelFailure.Unreachable, exception.Failure);
    }

    [Fact]
    public async Task AnswerWithoutEnd_IsUnreachable()
    {
        _model.Answer = StubAnswers.Cut(StubModelServer.Message("Half."));

        var exception = await Assert.ThrowsAsync<ModelException>(() => AskThroughRetriesAsync(retries: 2));

        Assert.Equal(ModelFailure.Unreachable, exception.Failure);
    }

    [Fact]
    public async Task AnswerWithoutMeasure_IsUnreachable()
    {
        _model.Answer = StubAnswers.Body(new string(' ', (4 * 1024 * 1024) + 1));

        var exception = await Assert.ThrowsAsync<ModelException>(() => AskThroughRetriesAsync(retries: 2));

        Assert.Equal(ModelFailure.Unreachable, exception.Failure);
    }

    [Theory]
    [InlineData(400, nameof(ModelFailure.Rejected))]
    [InlineData(401, nameof(ModelFailure.KeyRefused))]
    [InlineData(403, nameof(ModelFailure.KeyRefused))]
    [InlineData(404, nameof(ModelFailure.Rejected))]
    [InlineData(413, nameof(ModelFailure.Rejected))]
    [InlineData(429, nameof(ModelFailure.RateLimited))]
    public async Task Refusal_IsNotRetried(int status, string expected)
    {
        _model.Answer = StubModelServer.Error(status, "stub_error");

        var exception = await Assert.ThrowsAsync<ModelException>(() => Open().AskAsync(Question, Token));

        Assert.Equal(expected, exception.Failure.ToString());
        Assert.Single(_model.Requests);
    }

    [Fact]
    public async Task RateLimitWithRetryAfter_IsWaitedFor()
    {
        _model.Script(StubAnswers.Status(429, "17"));
        var answer = Open().AskAsync(Question, Token);

        var wait = await _backend.Clock.WaitForTimerAsync(due => due >= TimeSpan.FromSeconds(17) && due < AttemptTimeout, Token);
        _backend.Clock.Advance(wait);

        Assert.Equal("Something.", await answer);
        Assert.Equal(TimeSpan.FromSeconds(17), wait);
    }

    [Fact]
    public async Task RateLimitWithDate_IsWaitedFor()
    {
        _model.Script(StubAnswers.Status(429, _backend.Clock.GetUtcNow().AddSeconds(40).ToString("R", CultureInfo.InvariantCulture)));
        var answer = Open().AskAsync(Question, Token);

        var wait = await _backend.Clock.WaitForTimerAsync(due => due >= TimeSpan.FromSeconds(39) && due < AttemptTimeout, Token);
        _backend.Clock.Advance(wait);

        Assert.Equal("Something.", await answer);
    }

    [Fact]
    public async Task RateLimitBeyondTheDeadline_IsHandedOn()
    {
        _model.Answer = StubAnswers.Status(429, "600");

        var exception = await Assert.ThrowsAsync<ModelException>(() => Open().AskAsync(Question, Token));

        Assert.Equal((ModelFailure.RateLimited, TimeSpan.FromSeconds(600)), (exception.Failure, exception.RetryAfter));
        Assert.Single(_model.Requests);
    }

    [Theory]
    [InlineData("refusal", nameof(ModelFailure.Refused))]
    [InlineData("max_tokens", nameof(ModelFailure.Truncated))]
    [InlineData("pause_turn", nameof(ModelFailure.Unfinished))]
    [InlineData("tool_use", nameof(ModelFailure.Unfinished))]
    public async Task OtherStopReason_IsATypedOutcome(string stopReason, string expected)
    {
        _model.Answer = StubModelServer.Text("Part of something", stopReason);
        var exchange = Open();

        var exception = await Assert.ThrowsAsync<ModelException>(() => exchange.AskAsync(Question, Token));

        Assert.Equal(expected, exception.Failure.ToString());
        Assert.Single(_model.Requests);
        Assert.NotNull(exchange.Usage);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task NoText_IsATypedOutcome(string? text)
    {
        _model.Answer = StubModelServer.Text(text);

        var exception = await Assert.ThrowsAsync<ModelException>(() => Open().AskAsync(Question, Token));

        Assert.Equal(ModelFailure.Empty, exception.Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoAnswerInTime_ClosesTheConnectionAndIsRetried(bool headersCame)
    {
        _model.Script(headersCame ? StubAnswers.Stall(StubModelServer.Message("Late.")) : StubAnswers.Hang);
        var answer = Open().AskAsync(Question, Token);
        await _model.NextRequestAsync(Token);

        _backend.Clock.Advance(AttemptTimeout);
        await _model.NextAbortedAsync(Token);
        await WaitOutAsync();

        Assert.Equal("Something.", await answer);
    }

    [Fact]
    public async Task Deadline_EndsTheExchange()
    {
        _model.Answer = StubAnswers.Hang;
        var answer = Open().AskAsync(Question, Token);
        await _model.NextRequestAsync(Token);
        _backend.Clock.Advance(AttemptTimeout);
        await WaitOutAsync();
        await _model.NextRequestAsync(Token);

        _backend.Clock.Advance(AttemptTimeout);

        var exception = await Assert.ThrowsAsync<ModelException>(() => answer);
        Assert.Equal(ModelFailure.TimedOut, exception.Failure);
        Assert.Equal(2, _model.Requests.Count);
    }

    [Fact]
    public async Task CallerLeaves_CancelsTheCall()
    {
        _model.Answer = StubAnswers.Hang;
        using var caller = new CancellationTokenSource();
        var answer = Open().AskAsync(Question, caller.Token);
        await _model.NextRequestAsync(Token);

        await caller.CancelAsync();

        await _model.NextAbortedAsync(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task CircuitOpen_NoCallIsMade()
    {
        await OpenCircuitAsync();
        var calls = _model.Requests.Count;

        var exception = await Assert.ThrowsAsync<ModelException>(() => Open().AskAsync(Question, Token));

        Assert.Equal(ModelFailure.CircuitOpen, exception.Failure);
        Assert.True(exception.RetryAfter > TimeSpan.Zero);
        Assert.Equal(calls, _model.Requests.Count);
        Assert.Equal(CircuitState.Closed, _backend.PromptCircuit.Status.State);
    }

    [Fact]
    public async Task TraceState_DoesNotLeave()
    {
        using var activity = new Activity("test").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        activity.TraceStateString = "vendor=secret";
        activity.SetBaggage("person", "secret");
        activity.Start();

        await Open().AskAsync(Question, Token);

        var request = Assert.Single(_model.Requests);
        Assert.StartsWith($"00-{activity.TraceId}-", request.Header("traceparent"), StringComparison.Ordinal);
        Assert.DoesNotContain(request.Headers, header => header.Value.Any(field => field.Contains("secret", StringComparison.Ordinal)));
    }

    private ModelExchange Open(ModelSettings? settings = null) =>
        _backend.Model.Open("Be kind.", settings ?? new ModelSettings { MaxTokens = 1000 }, Schema);

    private async Task<string> AskThroughRetriesAsync(int retries)
    {
        var answer = Open().AskAsync(Question, Token);
        for (var i = 0; i < retries; i++)
        {
            await WaitOutAsync();
        }

        return await answer;
    }

    /// <summary>Lets the pause before the next call pass.</summary>
    private async Task WaitOutAsync()
    {
        var pause = await _backend.Clock.WaitForTimerAsync(due => due > TimeSpan.Zero && due <= LongestJitter, Token);
        _backend.Clock.Advance(pause);
    }

    private async Task OpenCircuitAsync()
    {
        _model.Answer = StubAnswers.Status(529);
        while (_backend.ModelCircuit.Status.State != CircuitState.Open)
        {
            await Assert.ThrowsAsync<ModelException>(() => AskThroughRetriesAsync(retries: 2));
        }
    }
}
