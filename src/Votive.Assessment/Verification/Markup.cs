using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>Whether a text is more than plain text: a link, an address, a telephone number, HTML, Markdown, or characters that nobody sees.</summary>
internal static partial class Markup
{
    /// <summary>Whether any of it stands in <paramref name="text"/>.</summary>
    public static bool IsIn(string text) => HiddenCharacters.AreIn(text) || Pattern().IsMatch(text);

    [GeneratedRegex(
        @"[a-z][a-z0-9+.-]*://|\b(?:javascript|data|mailto|tel):\S|www\.|[\p{L}\d-]\.(?:ai|app|biz|click|co|com|de|dev|edu|eu|gov|info|io|link|ly|me|net|online|org|pl|ru|site|top|uk|xyz)(?![\p{L}\d])" +
        @"|[\p{L}\d-]\.[a-z]{2,}/\S|(?<!\d)(?:\+\d(?:[ .()-]?\d){6,}|\d(?:[ .-]?\d){8,})|\p{L}[\u200c\u200d]|[\u200c\u200d]\p{L}" +
        @"|\S@\S|</?[a-z!]|&(?:#|[a-z]+;)|\]\s*\(|!\[|```|\*\*|__",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
