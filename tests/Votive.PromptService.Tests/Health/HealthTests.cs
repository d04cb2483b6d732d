using System.Net;
using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Health;

namespace Votive.PromptService.Tests.Health;

public sealed class HealthTests : IAsyncDisposable
{
    private readonly PromptServiceProgram _program = new();

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

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
