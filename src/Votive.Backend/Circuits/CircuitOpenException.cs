namespace Votive.Backend.Circuits;

/// <summary>The call was not made: its circuit is open, or half-open with the probe still out.</summary>
internal sealed class CircuitOpenException(TimeSpan retryAfter) : Exception("The circuit is open.")
{
    /// <summary>When a call may pass again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
