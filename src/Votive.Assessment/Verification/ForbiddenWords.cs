using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>
/// Words that a report never holds, in any language: names of disorders, severity, "normal", diagnosis, predictions, and advice on
/// medication, law or hiring. The lists are data; a star stands for any letters.
/// </summary>
internal static class ForbiddenWords
{
    private static readonly Regex Any = new(
        string.Join('|', JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(EmbeddedFile.Read("Verification/forbidden-words.json"))!
            .Values.SelectMany(classes => classes.Values).SelectMany(words => words).Select(ToPattern)),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether one of them stands in <paramref name="text"/>.</summary>
    public static bool AreIn(string text) => Any.IsMatch(FoldedText.Of(text).Text.Replace('’', '\''));

    private static string ToPattern(string words) =>
        $@"(?<!\p{{L}}){Regex.Escape(words).Replace(@"\*", @"\p{L}*", StringComparison.Ordinal).Replace(@"\ ", " ", StringComparison.Ordinal)}(?!\p{{L}})";
}
