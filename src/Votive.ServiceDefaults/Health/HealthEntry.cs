using Microsoft.Extensions.Diagnostics.HealthChecks;
using Votive.Contracts.Health;

namespace Votive.ServiceDefaults.Health;

/// <summary>From the framework's result of a check to what <c>/health</c> shows of it.</summary>
/// <remarks>Descriptions and exceptions are not shown: they name hosts and paths. What may be seen is put into the result's data.</remarks>
internal static class HealthEntry
{
    public const string Circuit = "circuit";
    public const string Detail = "detail";

    public static HealthCheck From(HealthReportEntry entry) => new()
    {
        Status = StateOf(entry.Status),
        Circuit = entry.Data.GetValueOrDefault(Circuit) as string,
        Detail = entry.Data.GetValueOrDefault(Detail) as string,
    };

    public static HealthState StateOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => HealthState.Healthy,
        HealthStatus.Degraded => HealthState.Degraded,
        _ => HealthState.Unhealthy,
    };
}
