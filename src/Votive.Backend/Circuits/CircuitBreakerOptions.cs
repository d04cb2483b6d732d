using System.ComponentModel.DataAnnotations;

namespace Votive.Backend.Circuits;

/// <summary>When a circuit opens and for how long. The same for every circuit of the backend.</summary>
internal sealed class CircuitBreakerOptions
{
    /// <summary>The window in which calls are judged.</summary>
    public static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for one call to the prompt service, in milliseconds. 10 to 60,000; default 5,000.</summary>
    [ConfigurationKeyName("CIRCUIT_BREAKER_TIMEOUT"), Range(10, 60_000)]
    public int TimeoutMilliseconds { get; set; } = 5_000;

    /// <summary>Opens when strictly more than this share of the calls in the window failed, in percent. 1 to 99; default 50.</summary>
    [ConfigurationKeyName("CIRCUIT_BREAKER_ERROR_THRESHOLD"), Range(1, 99)]
    public int ErrorThresholdPercent { get; set; } = 50;

    /// <summary>No judgement before this many calls in the window. 2 to 1,000; default 5.</summary>
    [ConfigurationKeyName("CIRCUIT_BREAKER_VOLUME_THRESHOLD"), Range(2, 1_000)]
    public int VolumeThreshold { get; set; } = 5;

    /// <summary>How long an open circuit waits before it lets a probe pass, in milliseconds. 500 to 3,600,000; default 30,000.</summary>
    [ConfigurationKeyName("CIRCUIT_BREAKER_RESET_TIMEOUT"), Range(500, 3_600_000)]
    public int ResetTimeoutMilliseconds { get; set; } = 30_000;

    public TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMilliseconds);

    public TimeSpan BreakDuration => TimeSpan.FromMilliseconds(ResetTimeoutMilliseconds);

    /// <summary>The failure ratio at which Polly opens. It opens at the ratio itself, so this is the least one above the threshold.</summary>
    public double FailureRatio => Math.BitIncrement(ErrorThresholdPercent / 100.0);
}
