using Microsoft.Extensions.Diagnostics.HealthChecks;
using Votive.Backend.Circuits;

namespace Votive.Backend.Models;

/// <summary>How the model provider is, by what earlier calls met: asking costs money.</summary>
internal sealed class ModelHealthCheck(ModelClient client, [FromKeyedServices(ModelsFeature.CircuitName)] Circuit circuit) : IHealthCheck
{
    private static readonly Dictionary<string, object> NotAsked = new(StringComparer.Ordinal)
    {
        ["detail"] = "No model is configured: the offline engine answers alone.",
    };

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(client.IsEnabled
            ? CircuitHealth.Describe(circuit.Status, client.IsKeyRefused ? "The last call was refused for its key." : null)
            : HealthCheckResult.Healthy(data: NotAsked));
}
