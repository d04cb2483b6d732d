using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>
/// Tells whether a text is in the report's language, by its small words: what few people could write a sentence without. Deterministic,
/// and lenient with short texts, which may be names.
/// </summary>
internal static partial class LanguageCheck
{
    /// <summary>From this many words on, a text without a single small word of its language is in another one.</summary>
    private const int ShortText = 8;

    private static readonly FrozenDictionary<string, FrozenSet<string>> SmallWords =
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(EmbeddedFile.Read("Verification/small-words.json"))!
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Whether <paramref name="text"/> can be in <paramref name="language"/>. A language without a list of small words passes.</summary>
    public static bool CanBe(string language, string text)
    {
        if (!SmallWords.TryGetValue(language, out var own))
        {
            return true;
        }

        var words = Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).ToList();
        var ownCount = words.Count(own.Contains);
        var mostForeign = SmallWords.Where(pair => pair.Key != language).Select(pair => words.Count(pair.Value.Contains)).DefaultIfEmpty().Max();
        return ownCount >= mostForeign && (ownCount > 0 || words.Count < ShortText);
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
