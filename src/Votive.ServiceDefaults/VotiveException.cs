namespace Votive.ServiceDefaults;

/// <summary>An expected failure below an endpoint; becomes one problem with one status.</summary>
public abstract class VotiveException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>404: what was asked for is not there.</summary>
public sealed class NotFoundException(string message) : VotiveException(message);

/// <summary>400: the input is wrong.</summary>
public sealed class InvalidInputException(string message, IReadOnlyDictionary<string, string[]> errors) : VotiveException(message)
{
    /// <summary>Field path to what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}

/// <summary>409: the resource is not in the state that the request needs.</summary>
public sealed class ConflictException(string message) : VotiveException(message);

/// <summary>403: known, but not allowed.</summary>
public sealed class ForbiddenException(string message) : VotiveException(message);

/// <summary>503: something that this request needs is down.</summary>
public sealed class UnavailableException(string message, TimeSpan? retryAfter, Exception? inner = null) : VotiveException(message, inner)
{
    /// <summary>How long to wait before trying again; null when not known.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
