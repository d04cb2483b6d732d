namespace Votive.Contracts;

/// <summary>An error as every service writes it: RFC 9457 <c>application/problem+json</c> with a code, the trace id and the faulty fields.</summary>
public sealed record Problem
{
    /// <summary>The media type of an error.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A URI that names the kind of problem; null where the status says it all.</summary>
    public string? Type { get; init; }

    /// <summary>Short and the same for every occurrence of this kind.</summary>
    public string? Title { get; init; }

    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; init; }

    /// <summary>What happened this time, for a person; null where the title says it all.</summary>
    public string? Detail { get; init; }

    /// <summary>A stable word for programs, one of <see cref="ProblemCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>W3C trace id, 32 hex digits, to find the request in the logs.</summary>
    public string? TraceId { get; init; }

    /// <summary>Field path to what is wrong with it; null unless the input was refused.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}
