using System.Text.Json;
using Votive.Backend.Circuits;
using Votive.Backend.Prompts;
using Votive.Contracts;
using Votive.Contracts.Prompts;
using Votive.ServiceDefaults;
using Votive.Stubs;

namespace Votive.Backend.Tests.Prompts;

/// <summary>What counts as a failure of the prompt service, and what as an answer.</summary>
public sealed class PromptClientTests : IAsyncLifetime
{
    private const int VolumeThreshold = 5;

    private TestBackend _backend = null!;

    public static TheoryData<string, StubAnswer> Failures => new()
    {
        { "500", StubAnswers.Status(500) },
        { "503", StubAnswers.Status(503) },
        { "204", StubAnswers.Status(204) },
        { "broken connection", StubAnswers.Abort },
        { "page", StubAnswers.Html },
        { "page as JSON", StubAnswers.HtmlAsJson },
        { "truncated", StubPromptServer.Truncated },
        { "cut", StubAnswers.Cut(new string(' ', 1000)) },
        { "foreign JSON", StubPromptServer.ForeignJson },
        { "null", StubAnswers.Body("null") },
        { "no data", StubAnswers.Body("""{"success":true,"data":null}""") },
        { "wrong schema", StubPromptServer.WrongSchema },
        { "another key", StubPromptServer.Resolve(set => set with { Key = "OTHER" }) },
        { "no variables", StubPromptServer.Resolve(set => set with { Variables = null! }) },
        { "settings out of range", StubPromptServer.Resolve(set => set with { Settings = new ModelSettings { MaxTokens = 1 } }) },
        { "thinking with temperature", StubPromptServer.Resolve(set => set with { Settings = new ModelSettings { MaxTokens = 8000, ThinkingBudget = 2000, Temperature = 0.5 } }) },
        { "redirect", StubAnswers.Redirect(new Uri("http://127.0.0.1:9/elsewhere")) },
        { "huge", StubPromptServer.Huge },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _backend = await TestBackend.StartAsync(Token);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task InvalidAnswers_OpenTheCircuit(string name, StubAnswer answer)
    {
        Assert.NotEmpty(name);
        _backend.Prompts.Answer = answer;

        for (var i = 0; i < VolumeThreshold; i++)
        {
            await Assert.ThrowsAsync<UnavailableException>(GetAsync);
        }

        Assert.Equal(CircuitState.Open, _backend.PromptCircuit.Status.State);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Refusals_AreAnswers(int status)
    {
        _backend.Prompts.Answer = StubAnswers.Status(status);

        for (var i = 0; i < 2 * VolumeThreshold; i++)
        {
            await Assert.ThrowsAsync<UnavailableException>(GetAsync);
        }

        Assert.Equal(CircuitState.Closed, _backend.PromptCircuit.Status.State);
        Assert.Equal(2 * VolumeThreshold, _backend.Prompts.Requests.Count);
    }

    [Fact]
    public async Task NobodyListens_OpensTheCircuit()
    {
        await _backend.Prompts.StopAsync(Token);

        for (var i = 0; i < VolumeThreshold; i++)
        {
            await Assert.ThrowsAsync<UnavailableException>(GetAsync);
        }

        Assert.Equal(CircuitState.Open, _backend.PromptCircuit.Status.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NoAnswerInTime_ClosesTheConnection(bool headersCame)
    {
        _backend.Prompts.Answer = headersCame ? StubAnswers.Stall(new string(' ', 1000)) : StubAnswers.Hang;
        var call = GetAsync();
        await _backend.Prompts.NextRequestAsync(Token);

        _backend.Clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<UnavailableException>(() => call);
        await _backend.Prompts.NextAbortedAsync(Token);
    }

    [Fact]
    public async Task MemberThatIsNotKnownYet_IsIgnored()
    {
        _backend.Prompts.Answer = async (context, request) =>
        {
            var body = JsonSerializer.Serialize(
                new SuccessEnvelope<ResolutionSet>(StubPromptServer.SetFor(
                    JsonSerializer.Deserialize<ResolveRequest>(request.Body, ContractJson.Options)!)),
                ContractJson.Options);
            await StubAnswers.Body(body.Insert(1, "\"later\":{\"x\":1},"))(context, request);
        };

        var prompt = await GetAsync();

        Assert.Equal(3, prompt.Set.Version);
    }

    [Fact]
    public async Task Failure_IsLoggedWithoutWhatWasAnswered()
    {
        _backend.Prompts.Answer = StubAnswers.Body("""{"success":true,"data":"secret-prompt-text"}""");

        await Assert.ThrowsAsync<UnavailableException>(GetAsync);

        var record = Assert.Single(_backend.Logs.GetSnapshot(), record => record.Message.Contains("gave no prompt", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", record.Exception!.ToString(), StringComparison.Ordinal);
    }

    private Task<CachedPrompt> GetAsync() =>
        _backend.Cache.GetAsync(new PromptSelector(PromptKeys.IdentityAnalysis, false, "en"), Token);
}
