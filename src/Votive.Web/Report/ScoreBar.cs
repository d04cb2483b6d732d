using System.Globalization;
using Votive.Contracts.Analyses;

namespace Votive.Web.Report;

/// <summary>A score and its noise band as places on a bar, each in percent as SVG takes it.</summary>
/// <param name="Value">Where the score is.</param>
/// <param name="Start">Where the band begins.</param>
/// <param name="Width">How long the band is; null where the noise is not known.</param>
internal sealed record ScoreBar(string Value, string Start, string? Width)
{
    /// <summary>The bar of a score; null when it has no value or no range.</summary>
    public static ScoreBar? Of(Score score)
    {
        if (score is not { Raw: { } raw, Min: { } min, Max: { } max } || max <= min)
        {
            return null;
        }

        var low = Share(score.BandLow ?? raw, min, max);
        var high = Share(score.BandHigh ?? raw, min, max);
        return new(Percent(Share(raw, min, max)), Percent(low), score.BandLow is null || score.BandHigh is null ? null : Percent(high - low));
    }

    // Kept a little away from the ends, so that a dot there is whole.
    private static decimal Share(decimal value, decimal min, decimal max) => 2 + (96 * (decimal.Clamp(value, min, max) - min) / (max - min));

    private static string Percent(decimal value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}%");
}
