namespace Votive.Backend.Models;

/// <summary>The model gave no reading that can be used.</summary>
/// <remarks>Carries no inner exception: those of the SDK quote what was sent and received.</remarks>
internal sealed class ModelException(ModelFailure failure, TimeSpan? retryAfter = null) : Exception($"The model gave no usable reading: {failure}.")
{
    public ModelFailure Failure { get; } = failure;

    /// <summary>When the provider, or the circuit, wants to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the provider itself is at fault, so that its circuit counts it.</summary>
    public bool IsUpstreamFailure => Failure is ModelFailure.Unreachable or ModelFailure.TimedOut or ModelFailure.Overloaded or ModelFailure.Garbled;

    /// <summary>Whether the same question may be asked again. A rate limit without a time to wait for is a spend cap.</summary>
    public bool MayRetry => IsUpstreamFailure || (Failure == ModelFailure.RateLimited && RetryAfter is not null);
}

/// <summary>Why there is no reading.</summary>
internal enum ModelFailure
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>5xx, overload (529) among them.</summary>
    Overloaded,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>401 or 403: the key does not open the door.</summary>
    KeyRefused,

    /// <summary>Another 4xx: this question is never going to be taken.</summary>
    Rejected,

    /// <summary>Not asked: the circuit is open.</summary>
    CircuitOpen,

    /// <summary>A success whose body is not the API's.</summary>
    Garbled,

    /// <summary>The model declined.</summary>
    Refused,

    /// <summary>The answer was cut off at the token limit.</summary>
    Truncated,

    /// <summary>The model paused, or wants something that was not offered.</summary>
    Unfinished,

    /// <summary>An answer without text.</summary>
    Empty,

    /// <summary>Text that is not a reading, also after it was asked for again.</summary>
    Invalid,

    /// <summary>The answer repeats what only the instructions hold.</summary>
    Leaked,

    /// <summary>No claim of the reading rests on the answers.</summary>
    Unfounded,

    /// <summary>Not asked: the prompt in force can't be rendered.</summary>
    BrokenPrompt,
}
