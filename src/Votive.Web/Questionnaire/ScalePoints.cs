using System.Globalization;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire;

/// <summary>How the points of a scale are shown.</summary>
internal static class ScalePoints
{
    /// <summary>Most points that are shown side by side as buttons; longer scales are a list to choose from.</summary>
    public const int MostButtons = 11;

    /// <summary>The numbers of a scale, ascending.</summary>
    public static IEnumerable<int> Of(ItemScale scale) => Enumerable.Range(scale.Min, scale.Max - scale.Min + 1);

    /// <summary>The number as people write it: with a sign where the scale has a middle of 0, with a real minus.</summary>
    public static string Label(ItemScale scale, int value) => (scale.Min < 0, value) switch
    {
        (_, < 0) => "−" + (-value).ToString(CultureInfo.InvariantCulture),
        (true, > 0) => "+" + value.ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The words for a point in <paramref name="locale"/>; null where it has none.</summary>
    public static string? Anchor(ItemScale scale, int value, string locale) =>
        scale.Anchors.FirstOrDefault(anchor => anchor.Value == value)?.Text[locale];

    /// <summary>Whether every point has words of its own.</summary>
    public static bool IsFullyLabelled(ItemScale scale) => scale.Anchors.Count == scale.Max - scale.Min + 1;
}
