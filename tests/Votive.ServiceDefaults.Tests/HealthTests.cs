using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Votive.Contracts;
using Votive.Contracts.Health;
using HealthReport = Votive.Contracts.Health.HealthReport;

namespace Votive.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task AllWell_IsTheSeedsShape()
    {
        await using var service = await StartAsync(_ => HealthCheckResult.Healthy());

        using var response = await service.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"status":"healthy","timestamp":"2026-03-01T12:00:00.000Z","checks":{"prompt-service":{"status":"healthy"}}}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(HealthStatus.Degraded, HealthState.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HealthState.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task WorstCheck_DecidesStatusAndAnswer(HealthStatus check, HealthState state, HttpStatusCode status)
    {
        await using var service = await StartAsync(_ => new HealthCheckResult(check));

        using var response = await service.GetAsync("/health");
        using var ready = await service.GetAsync("/health/ready");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status, ready.StatusCode);
        Assert.Equal(state, (await ReadAsync(response)).Status);
    }

    [Fact]
    public async Task CircuitAndDetail_AreShown_AndDescriptionsAreNot()
    {
        await using var service = await StartAsync(_ => HealthCheckResult.Degraded(
            "http://prompt-service:3002 refused",
            data: new Dictionary<string, object> { ["circuit"] = "open", ["detail"] = "Probe due.", ["host"] = "prompt-service" }));

        using var response = await service.GetAsync("/health");

        Assert.Equal(
            new HealthCheck { Status = HealthState.Degraded, Circuit = "open", Detail = "Probe due." },
            (await ReadAsync(response)).Checks["prompt-service"]);
    }

    [Fact]
    public async Task LiveProbe_AsksNoDependency()
    {
        var asked = 0;
        await using var service = await StartAsync(_ =>
        {
            asked++;
            return HealthCheckResult.Unhealthy();
        });

        using var response = await service.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Answer_IsKeptForFiveSeconds()
    {
        var asked = 0;
        await using var service = await StartAsync(_ =>
        {
            asked++;
            return HealthCheckResult.Healthy();
        });

        using var first = await service.GetAsync("/health");
        service.Clock.Advance(TimeSpan.FromSeconds(4.9));
        using var second = await service.GetAsync("/health/ready");
        Assert.Equal(1, asked);
        service.Clock.Advance(TimeSpan.FromSeconds(0.1));
        using var third = await service.GetAsync("/health");

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task CheckThatHangs_IsLeftAfterTwoSeconds()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(add: builder => builder.Services.AddHealthChecks().AddAsyncCheck(
            "prompt-service",
            async () =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None); // Does not heed its token.
                return HealthCheckResult.Healthy();
            }));

        var pending = service.GetAsync("/health");
        await asked.Task;
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        using var response = await pending;

        Assert.Equal("No answer within two seconds.", (await ReadAsync(response)).Checks["prompt-service"].Detail);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task StoppingService_IsNotReady_ButLives()
    {
        await using var service = await StartAsync(_ => HealthCheckResult.Healthy());
        using var before = await service.GetAsync("/health/ready");

        service.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        using var ready = await service.GetAsync("/health/ready");
        using var live = await service.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    private static Task<TestService> StartAsync(Func<CancellationToken, HealthCheckResult> check) =>
        TestService.StartAsync(add: builder => builder.Services.AddHealthChecks().AddCheck("prompt-service", check));

    private static async Task<HealthReport> ReadAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<HealthReport>(ContractJson.StrictOptions, TestContext.Current.CancellationToken))!;
}
