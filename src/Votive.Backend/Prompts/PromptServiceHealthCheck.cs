using Microsoft.Extensions.Diagnostics.HealthChecks;
using Votive.Backend.Circuits;

namespace Votive.Backend.Prompts;

/// <summary>How the prompt service is, by what earlier calls met. It is never unhealthy: cached prompts serve without it.</summary>
internal sealed class PromptServiceHealthCheck(PromptCache cache, [FromKeyedServices(PromptsFeature.CircuitName)] Circuit circuit) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(CircuitHealth.Describe(circuit.Status, cache.LastFetchSucceeded ? null : "The last call failed."));
}
