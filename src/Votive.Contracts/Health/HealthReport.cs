namespace Votive.Contracts.Health;

/// <summary>What <c>GET /health</c> answers.</summary>
public sealed record HealthReport
{
    /// <summary>The worst of <see cref="Checks"/>, where a degraded dependency makes the whole degraded, not unhealthy.</summary>
    public required HealthState Status { get; init; }

    /// <summary>UTC of this report.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Name of a dependency to its state, for instance <c>anthropic</c> and <c>prompt-service</c>.</summary>
    public required IReadOnlyDictionary<string, HealthCheck> Checks { get; init; }
}

/// <summary>The state of one dependency.</summary>
public sealed record HealthCheck
{
    /// <summary>Its state.</summary>
    public required HealthState Status { get; init; }

    /// <summary><c>closed</c>, <c>open</c> or <c>half-open</c>; null where no circuit breaker stands before it.</summary>
    public string? Circuit { get; init; }

    /// <summary>One plain sentence; null where there is nothing to say. Never a secret, path or host name.</summary>
    public string? Detail { get; init; }
}

/// <summary>How a service or dependency is.</summary>
public enum HealthState
{
    /// <summary>All is well.</summary>
    Healthy,

    /// <summary>Serves, with less than it should have.</summary>
    Degraded,

    /// <summary>Cannot serve.</summary>
    Unhealthy,
}
