using System.Net;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Health;
using Votive.PostgresServer;

namespace Votive.PromptService.Tests.Health;

public sealed class SqliteHealthTests() : HealthTests(new PromptServiceProgram());

public sealed class PostgresHealthTests(LocalPostgres postgres) : HealthTests(new PromptServiceProgram(postgres))
{
    private const string Url = "/api/me/drafts/votive-core";
    private const string Begin = """{ "version": "1.0.0", "locale": "en", "path": "quick" }""";

    [Fact]
    public async Task LostServer_IsNotReadyUntilItIsBack()
    {
        await using var server = new LocalPostgres();
        await using var program = new PromptServiceProgram(server);
        await program.InitializeAsync();
        using var client = program.CreateService("visitor-of-a-lost-server");
        using var begun = await client.PatchAsync(Url, Answers.Json(Begin), TestContext.Current.CancellationToken);

        await server.StopAsync();
        var whileLost = await AskAsync(program, client);
        await server.StartAsync();
        var afterwards = await AskAsync(program, client);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), whileLost);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), afterwards);
    }

    /// <summary>Readiness, life, a draft, and a prompt, which is answered from memory.</summary>
    private static async Task<(HttpStatusCode Ready, HttpStatusCode Live, HttpStatusCode Draft, HttpStatusCode Prompt)> AskAsync(
        PromptServiceProgram program, HttpClient client)
    {
        // What /health has found out stands for five seconds.
        program.Clock.Advance(TimeSpan.FromSeconds(6));
        using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        using var draft = await client.GetAsync(Url, TestContext.Current.CancellationToken);
        using var prompt = await client.PostAsync(
            "/api/resolve", Answers.Json("""{ "key": "IDENTITY_ANALYSIS" }"""), TestContext.Current.CancellationToken);
        return (ready.StatusCode, live.StatusCode, draft.StatusCode, prompt.StatusCode);
    }
}

public abstract class HealthTests(PromptServiceProgram program) : IAsyncLifetime
{
    private readonly PromptServiceProgram _program = program;

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    public async Task RunningProgram_IsHealthy(string url)
    {
        _program.StartServer();
        using var client = _program.CreateClient();

        using var response = await client.GetAsync(url, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HealthState.Healthy, (await response.ReadAsync<HealthReport>()).Status);
    }

    [Fact]
    public async Task SchemaOfAnotherProgram_IsNotReady()
    {
        _program.StartServer();
        using var client = _program.CreateClient();
        await _program.InDatabaseAsync(context => context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""", TestContext.Current.CancellationToken));

        using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        Assert.Equal(HealthState.Unhealthy, (await ready.ReadAsync<HealthReport>()).Checks["database"].Status);
    }

    public ValueTask InitializeAsync() => _program.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _program.DisposeAsync();
    }
}
