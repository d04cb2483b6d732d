using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>
/// Tells whether a text is in the report's language, by its letters and its small words: what few people could write a sentence without.
/// Deterministic, and lenient with short texts, which may be names.
/// </summary>
internal static partial class LanguageCheck
{
    /// <summary>From this many words on, a text must have small words of its language: at least one in ten.</summary>
    private const int ShortText = 8;
    private const int WordsPerSmallWord = 10;

    /// <summary>From this many words of another language on, when they are more than its own, a text is in the other one.</summary>
    private const int FewForeignWords = 2;

    private static readonly FrozenDictionary<string, Signs> Languages = Read();

    /// <summary>
    /// Whether <paramref name="text"/> can be in <paramref name="language"/>. In one of which nothing is known, everything can be; in
    /// those that are known, nothing that is not in Latin letters.
    /// </summary>
    public static bool CanBe(string language, string text)
    {
        if (!Languages.TryGetValue(language, out var own))
        {
            return true;
        }

        if (OtherLetter().IsMatch(text))
        {
            return false;
        }

        var words = Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).ToList();
        var ownCount = words.Count(own.AreIn);
        var mostForeign = Languages.Where(pair => pair.Key != language).Select(pair => words.Count(pair.Value.AreIn)).DefaultIfEmpty().Max();
        return (mostForeign < FewForeignWords || mostForeign <= ownCount)
            && (words.Count < ShortText || ownCount * WordsPerSmallWord >= words.Count);
    }

    /// <summary>A word that two languages share tells nothing, so it counts for neither.</summary>
    private static FrozenDictionary<string, Signs> Read()
    {
        var listed = JsonSerializer.Deserialize<Dictionary<string, ListedSigns>>(EmbeddedFile.Read("Verification/language-signs.json"), JsonSerializerOptions.Web)!;
        var shared = listed.Values.SelectMany(signs => signs.Words).GroupBy(word => word, StringComparer.Ordinal)
            .Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return listed.ToFrozenDictionary(
            pair => pair.Key,
            pair => new Signs(pair.Value.Words.Where(word => !shared.Contains(word)).ToFrozenSet(StringComparer.Ordinal), pair.Value.Letters),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    /// <summary>Any letter but those of the blocks Basic Latin to Latin Extended-B and Latin Extended Additional.</summary>
    [GeneratedRegex(@"[\p{L}-[\u0000-\u024f\u1e00-\u1eff]]")]
    private static partial Regex OtherLetter();

    private sealed record ListedSigns(IReadOnlyList<string> Words, string Letters);

    private sealed record Signs(FrozenSet<string> Words, string Letters)
    {
        public bool AreIn(string word) => Words.Contains(word) || word.AsSpan().ContainsAny(Letters);
    }
}
