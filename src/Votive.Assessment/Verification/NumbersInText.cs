using System.Globalization;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>Finds the numbers that stand in a text as digits. Numbers that are spelled out are words.</summary>
internal static partial class NumbersInText
{
    /// <summary>The values that each number of the text may have: "2,000" is two thousand to one reader and two to another.</summary>
    public static IEnumerable<IReadOnlyList<decimal>> Of(string text) => Number().Matches(text).Select(match => Values(match.Value));

    /// <summary>
    /// The values that a claim may name when it speaks of this text: the numbers in it, and the percentage of each "7/10".
    /// </summary>
    public static IEnumerable<decimal> KnownIn(string text)
    {
        foreach (var value in Of(text).SelectMany(values => values))
        {
            yield return value;
        }

        foreach (Match match in Ratio().Matches(text))
        {
            var (part, whole) = (Parse(match.Groups["part"].Value), Parse(match.Groups["whole"].Value));
            if (whole != 0)
            {
                yield return Math.Round(100 * part / whole, MidpointRounding.AwayFromZero);
            }
        }
    }

    private static List<decimal> Values(string written)
    {
        var digits = Blank().Replace(written, "");
        List<decimal> values = [];
        if (!digits.Contains(',', StringComparison.Ordinal) && !digits.Contains('.', StringComparison.Ordinal))
        {
            return [Parse(digits)];
        }

        // The last mark may be the decimal one; when three digits follow it may group thousands instead.
        var last = digits.LastIndexOfAny([',', '.']);
        values.Add(Parse($"{Digits(digits[..last])}.{digits[(last + 1)..]}"));
        if (digits.Length - last - 1 == 3)
        {
            values.Add(Parse(Digits(digits)));
        }

        return values;
    }

    private static string Digits(string text) => text.Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);

    private static decimal Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : decimal.MinValue;

    /// <summary>Digits, with points and commas between digits, and blanks before groups of three.</summary>
    [GeneratedRegex(@"\p{Nd}+(?:[.,]\p{Nd}+|[ \u00a0\u202f]\p{Nd}{3}(?!\p{Nd}))*")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<part>[0-9]+) ?/ ?(?<whole>[0-9]+)")]
    private static partial Regex Ratio();

    [GeneratedRegex(@"[ \u00a0\u202f]")]
    private static partial Regex Blank();
}
