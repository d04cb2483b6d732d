using Microsoft.Extensions.Diagnostics.HealthChecks;
using Votive.Storage.Databases;

namespace Votive.PromptService.Health;

/// <summary>Healthy while the database answers and has the schema that this program needs.</summary>
internal sealed class DatabaseHealthCheck(VotiveDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.ReadSchemaStateAsync(cancellationToken) == SchemaState.Current
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, "The schema differs.", data: new Dictionary<string, object> { ["detail"] = "The database's schema is not the one needed." });
}
