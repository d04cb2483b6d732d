namespace Votive.Assessment.Verification;

/// <summary>One claim of a model.</summary>
public sealed record ModelClaim
{
    /// <summary>The parts of a report that a model may speak to, in the report's order.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["patterns", "contradictions", "blindSpots", "leveragePoints", RisksPart];

    internal const string RisksPart = "risks";

    /// <summary>Which part of the report, one of <see cref="Parts"/>.</summary>
    public required string Part { get; init; }

    /// <summary>A few words.</summary>
    public required string Title { get; init; }

    /// <summary>The claim.</summary>
    public required string Text { get; init; }

    /// <summary>Refs of the briefing that it rests on.</summary>
    public required IReadOnlyList<string> Refs { get; init; }

    /// <summary>Words taken from answers.</summary>
    public required IReadOnlyList<ModelQuote> Quotes { get; init; }

    /// <summary>Another reading; null where there is none.</summary>
    public string? CouldAlsoBe { get; init; }

    /// <summary>A question to take along; null where there is none.</summary>
    public string? AskYourself { get; init; }

    /// <summary>Every text of the claim that a person would read.</summary>
    internal IEnumerable<string> Texts => new[] { Title, Text, CouldAlsoBe, AskYourself }.OfType<string>();
}
