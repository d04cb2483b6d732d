using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Votive.Backend.Circuits;

/// <summary>What <c>/health</c> tells of a circuit.</summary>
internal static class CircuitHealth
{
    /// <param name="status">The circuit now.</param>
    /// <param name="trouble">One plain sentence when the upstream is in trouble although its circuit is closed; else null.</param>
    public static HealthCheckResult Describe(CircuitStatus status, string? trouble)
    {
        var isWell = status.State == CircuitState.Closed && trouble is null;
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["circuit"] = Circuit.Name(status.State),
            ["detail"] = trouble is null ? History(status) : $"{trouble} {History(status)}",
        };
        return isWell ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(data: data);
    }

    private static string History(CircuitStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"Circuit {Circuit.Name(status.State)} for {status.TimeInState.TotalSeconds:0} s, after {status.Transitions} {(status.Transitions == 1 ? "transition" : "transitions")}.");
}
