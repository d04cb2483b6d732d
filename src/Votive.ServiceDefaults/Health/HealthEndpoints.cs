using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using Votive.Contracts;
using Votive.Contracts.Health;
using HealthReport = Votive.Contracts.Health.HealthReport;

namespace Votive.ServiceDefaults.Health;

/// <summary>GET /health, /health/live and /health/ready: whether the service is well, runs at all, and should be sent requests.</summary>
internal static class HealthEndpoints
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<HealthCollector>();
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<TimeProvider>((options, clock) =>
        {
            foreach (var registration in options.Registrations)
            {
                var create = registration.Factory;
                registration.Factory = provider => new LimitedHealthCheck(create(provider), clock);
            }
        });
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("", CollectAsync);
        health.MapGet("/live", Live);
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<JsonHttpResult<HealthReport>> CollectAsync(
        HealthCollector collector, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(response, await collector.CollectAsync(cancellationToken));

    private static JsonHttpResult<HealthReport> Live(TimeProvider clock, HttpResponse response) =>
        Answer(response, new HealthReport
        {
            Status = HealthState.Healthy,
            Timestamp = clock.GetUtcNow(),
            Checks = new Dictionary<string, HealthCheck>(),
        });

    private static async Task<JsonHttpResult<HealthReport>> ReadyAsync(
        HealthCollector collector, IHostApplicationLifetime lifetime, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Answer(response, await collector.CollectAsync(cancellationToken));
        }

        return Answer(response, new HealthReport
        {
            Status = HealthState.Unhealthy,
            Timestamp = clock.GetUtcNow(),
            Checks = new Dictionary<string, HealthCheck>
            {
                ["shutdown"] = new() { Status = HealthState.Unhealthy, Detail = "The service is stopping." },
            },
        });
    }

    private static JsonHttpResult<HealthReport> Answer(HttpResponse response, HealthReport report)
    {
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return TypedResults.Json(
            report,
            ContractJson.Options,
            statusCode: report.Status == HealthState.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
