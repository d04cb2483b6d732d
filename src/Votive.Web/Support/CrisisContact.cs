namespace Votive.Web.Support;

/// <summary>Somebody to call, as data: numbers change, and who changes them should not need to build a program.</summary>
internal sealed record CrisisContact
{
    /// <summary>ISO 3166-1 code of the country, or <c>EU</c>.</summary>
    public required string Country { get; init; }

    /// <summary>Language to who answers there.</summary>
    public required IReadOnlyDictionary<string, string> Name { get; init; }

    /// <summary>The number as people write it.</summary>
    public required string Number { get; init; }

    /// <summary>Language to when it answers and what it costs.</summary>
    public required IReadOnlyDictionary<string, string> Note { get; init; }

    /// <summary>When somebody last made sure that number and hours are right.</summary>
    public required DateOnly VerifiedAt { get; init; }

    /// <summary>How they made sure.</summary>
    public required string Source { get; init; }
}
