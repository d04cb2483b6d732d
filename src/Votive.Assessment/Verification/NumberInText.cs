using System.Globalization;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>A number that stands in a text as digits. Numbers that are spelled out are words.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Values">What it may mean: "2,000" is two thousand to one reader and two to another. A time is in minutes. Empty when nobody can tell.</param>
/// <param name="IsFrame">True for what only frames a value: the end of a range, and the span in "the last 14 days".</param>
/// <param name="Whole">What the whole may be in "5 of 10" and "5/10"; null where there is none.</param>
internal sealed partial record NumberInText(NumberForm Form, IReadOnlyList<decimal> Values, bool IsFrame, IReadOnlyList<decimal>? Whole)
{
    /// <summary>The numbers of a text, in its order. The whole in "5 of 10" is told with its part, not by itself.</summary>
    public static IEnumerable<NumberInText> AllIn(string text)
    {
        var matches = Written().Matches(text);
        var isRangeEnd = false;
        for (var i = 0; i < matches.Count; i++)
        {
            var match = matches[i];
            var gap = i + 1 < matches.Count ? text[(match.Index + match.Length)..matches[i + 1].Index] : "";
            var before = text[..match.Index];
            var isRangeStart = RangeGap().IsMatch(gap) || (AndGap().IsMatch(gap) && BeforePair().IsMatch(before));
            var whole = WholeGap().IsMatch(gap) && !isRangeStart ? ValuesOf(matches[i + 1]) : null;
            yield return new NumberInText(FormOf(match), ValuesOf(match), isRangeStart || isRangeEnd || BeforeSpan().IsMatch(before), whole);
            isRangeEnd = isRangeStart;
            i += whole is null ? 0 : 1;
        }
    }

    private static NumberForm FormOf(Match match) =>
        match.Groups["hour"].Success ? NumberForm.Time
        : match.Groups["percent"].Success ? NumberForm.Percent
        : NumberForm.Plain;

    private static List<decimal> ValuesOf(Match match)
    {
        if (match.Groups["hour"] is { Success: true } hour)
        {
            const int MinutesPerHour = 60;
            return [.. Parse(hour.Value, 1).SelectMany(hours => Parse(match.Groups["minute"].Value, 1).Select(minutes => (hours * MinutesPerHour) + minutes))];
        }

        var sign = match.Groups["minus"].Success ? -1 : 1;
        var digits = Blank().Replace(match.Groups["digits"].Value, "");
        var last = digits.LastIndexOfAny([',', '.']);
        if (last < 0)
        {
            return Parse(digits, sign);
        }

        // The last mark may be the decimal one; when three digits follow it may group thousands instead.
        var whole = Mark().Replace(digits[..last], "");
        var rest = digits[(last + 1)..];
        return [.. Parse($"{whole}.{rest}", sign), .. rest.Length == 3 ? Parse(whole + rest, sign) : []];
    }

    /// <summary>Digits of other scripts, and more of them than a decimal holds, have no value here.</summary>
    private static List<decimal> Parse(string digits, int sign) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? [sign * value] : [];

    /// <summary>A time of day; or digits with points and commas between them and blanks before groups of three; or a sign such as "½".</summary>
    [GeneratedRegex(
        @"(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?!\p{Nd})" +
        @"|(?<minus>(?<![\p{L}\p{N}])[-−–](?=\p{Nd})|\bminus )?(?<digits>\p{Nd}+(?:[.,]\p{Nd}+|[ \u00a0\u202f]\p{Nd}{3}(?!\p{Nd}))*)(?<percent>\s?%|\s(?:percent|per cent|procent))?" +
        @"|[\p{No}\p{Nl}]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    [GeneratedRegex(@"^\s?(?:[-–—…]|to|do)\s?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RangeGap();

    [GeneratedRegex(@"^\s(?:and|a|i)\s$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AndGap();

    [GeneratedRegex(@"\b(?:between|między|pomiędzy)\s$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BeforePair();

    [GeneratedRegex(@"^\s?(?:/|(?:\p{L}+\s)?(?:of|out of|z|ze|na|spośród)(?:\s(?:the|those|your|last|past|tych|ostatnich))*)\s?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WholeGap();

    [GeneratedRegex(@"\b(?:last|past|previous|ostatnich|ostatnie|minionych|poprzednich)\s$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BeforeSpan();

    [GeneratedRegex(@"[ \u00a0\u202f]")]
    private static partial Regex Blank();

    [GeneratedRegex(@"[.,]")]
    private static partial Regex Mark();
}
