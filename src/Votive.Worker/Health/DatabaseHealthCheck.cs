using Microsoft.Extensions.Diagnostics.HealthChecks;
using Votive.Storage.Databases;

namespace Votive.Worker.Health;

/// <summary>Healthy while the database answers and has the schema that jobs need; degraded while it is waited for.</summary>
internal sealed class DatabaseHealthCheck(VotiveDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.ReadSchemaStateAsync(cancellationToken) == SchemaState.Current
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(data: new Dictionary<string, object> { ["detail"] = "Waiting for the database's schema." });
}
