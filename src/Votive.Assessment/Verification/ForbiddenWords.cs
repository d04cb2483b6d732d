using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>
/// Words that a report in a language never holds: names of disorders, severity, "normal", diagnosis, predictions, and advice on
/// medication, law or hiring. The lists are data; a star stands for any ending.
/// </summary>
internal static class ForbiddenWords
{
    private static readonly FrozenDictionary<string, Regex> ByLanguage =
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(EmbeddedFile.Read("Verification/forbidden-words.json"))!
            .ToFrozenDictionary(
                language => language.Key,
                language => new Regex(
                    string.Join('|', language.Value.Values.SelectMany(words => words).Select(ToPattern)),
                    RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
                StringComparer.Ordinal);

    /// <summary>Whether one of the words of <paramref name="language"/> stands in <paramref name="text"/>.</summary>
    public static bool AreIn(string text, string language) =>
        ByLanguage.TryGetValue(language, out var words) && words.IsMatch(FoldedText.Of(text).Text);

    private static string ToPattern(string words) => $@"(?<!\p{{L}}){Regex.Escape(words.TrimEnd('*'))}{(words.EndsWith('*') ? "" : @"(?!\p{L})")}";
}
