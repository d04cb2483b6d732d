namespace Votive.Assessment.Instruments;

/// <summary>One score of an instrument: what it is called, what it rests on and between which ends it lies.</summary>
public sealed record ScoreDefinition
{
    /// <summary>Stable id, for instance <c>self-discipline</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people read.</summary>
    public required LocalizedText Name { get; init; }

    /// <summary>Ids of the items it is computed from.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>Lowest possible value; null where the score has no range.</summary>
    public decimal? Min { get; init; }

    /// <summary>Highest possible value; null where the score has no range.</summary>
    public decimal? Max { get; init; }

    /// <summary>True for a published measure; false for our own, not yet validated.</summary>
    public required bool Validated { get; init; }

    /// <summary>Fewest answered items that give a value (the rest is prorated); null where every item counts by itself.</summary>
    public int? MinAnswered { get; init; }

    /// <summary>Reference values; null where there are none.</summary>
    public Norm? Norm { get; init; }
}

/// <summary>Reference values of a scale, in the direction and unit of its score.</summary>
/// <param name="Id">Stable id.</param>
/// <param name="Mean">Mean of the reference population.</param>
/// <param name="StandardDeviation">Standard deviation of the reference population.</param>
/// <param name="Alpha">Internal consistency.</param>
/// <param name="StandardError">Standard error of measurement, rounded as published in our documentation.</param>
/// <param name="Band90">Half width of the 90 % noise band.</param>
/// <param name="Facet">What it is called at its source.</param>
/// <param name="Population">Who was asked.</param>
/// <param name="Source">Where the numbers are from.</param>
/// <param name="Caveat">What to bear in mind; shown with every comparison.</param>
public sealed record Norm(
    string Id,
    decimal Mean,
    decimal StandardDeviation,
    decimal Alpha,
    decimal StandardError,
    decimal Band90,
    string Facet,
    LocalizedText Population,
    string Source,
    LocalizedText Caveat);
