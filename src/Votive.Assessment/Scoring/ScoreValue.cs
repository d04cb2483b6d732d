namespace Votive.Assessment.Scoring;

/// <summary>A computed score before it is named and rounded.</summary>
internal sealed record ScoreValue
{
    /// <summary>In the score's own unit; null with <see cref="NullReason"/>.</summary>
    public decimal? Raw { get; private init; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public string? NullReason { get; private init; }

    /// <summary>Half width of the 90 % noise band; null where the noise is not known.</summary>
    public decimal? Band { get; init; }

    /// <summary>What belongs to the number, in the report's language; null where nothing does.</summary>
    public string? Note { get; init; }

    /// <summary>A value.</summary>
    public static ScoreValue Of(decimal raw) => new() { Raw = raw };

    /// <summary>A value, or not answered.</summary>
    public static ScoreValue OfAnswer(int? answer) => answer is { } raw ? Of(raw) : Missing(NullReasons.NotAnswered);

    /// <summary>No value.</summary>
    public static ScoreValue Missing(string reason) => new() { NullReason = reason };
}

/// <summary>The values of <see cref="Votive.Contracts.Analyses.Score.NullReason"/>.</summary>
internal static class NullReasons
{
    /// <summary>None of its questions has an answer.</summary>
    public const string NotAnswered = "not-answered";

    /// <summary>Fewer than three in four of its questions have an answer.</summary>
    public const string TooFewAnswers = "too-few-answers";

    /// <summary>The energy line is so level that no hour is stronger than another.</summary>
    public const string FlatCurve = "flat-curve";

    /// <summary>No habit runs by itself.</summary>
    public const string NoAutomaticHabits = "no-automatic-habits";

    /// <summary>Fewer than five habits are rated.</summary>
    public const string TooFewHabits = "too-few-habits";

    /// <summary>All ratings are alike, so nothing can go together.</summary>
    public const string NoVariation = "no-variation";
}
