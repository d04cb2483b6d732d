using System.Text.RegularExpressions;

namespace Votive.Assessment.Verification;

/// <summary>Whether a text is more than plain text: a link, an address, HTML, Markdown, or characters that nobody sees.</summary>
internal static partial class Markup
{
    /// <summary>Whether any of it stands in <paramref name="text"/>.</summary>
    public static bool IsIn(string text) => HiddenCharacters.AreIn(text) || Pattern().IsMatch(text);

    [GeneratedRegex(
        @"[a-z][a-z0-9+.-]*://|\b(?:javascript|data|mailto|tel):\S|www\.|[\p{L}\d-]\.(?:com|org|net|io|pl|eu|uk|gov|info)(?![\p{L}\d])" +
        @"|\S@\S|</?[a-z!]|&(?:#|[a-z]+;)|\]\s*\(|!\[|```|\*\*|__",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
