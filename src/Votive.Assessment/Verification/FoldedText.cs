using System.Globalization;
using System.Text;

namespace Votive.Assessment.Verification;

/// <summary>
/// A text as it is sent and compared: hidden characters dropped, runs of white space folded to one blank, both ends trimmed, composed
/// (NFC). Remembers where in the source each character came from.
/// </summary>
internal sealed class FoldedText
{
    private readonly List<(int Start, int End)> _source;

    private FoldedText(string text, List<(int Start, int End)> source)
    {
        Text = text;
        _source = source;
    }

    /// <summary>The folded text.</summary>
    public string Text { get; }

    /// <summary>Folds <paramref name="source"/>.</summary>
    public static FoldedText Of(string source)
    {
        var text = new StringBuilder(source.Length);
        var places = new List<(int Start, int End)>(source.Length);
        var element = new StringBuilder();
        var blankPending = false;
        for (var start = 0; start < source.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(source, start);
            element.Clear();
            foreach (var rune in source.AsSpan(start, length).EnumerateRunes())
            {
                if (!HiddenCharacters.IsHidden(rune))
                {
                    element.Append(rune.ToString());
                }
            }

            var visible = element.ToString();
            if (string.IsNullOrWhiteSpace(visible))
            {
                blankPending |= visible.Length > 0;
            }
            else
            {
                if (blankPending && text.Length > 0)
                {
                    text.Append(' ');
                    places.Add((start, start));
                }

                blankPending = false;
                foreach (var character in visible.Normalize(NormalizationForm.FormC))
                {
                    text.Append(character);
                    places.Add((start, start + length));
                }
            }

            start += length;
        }

        return new FoldedText(text.ToString(), places);
    }

    /// <summary>The first <paramref name="codePoints"/> code points; the text itself when it is no longer.</summary>
    public FoldedText Cut(int codePoints)
    {
        var length = 0;
        foreach (var rune in Text.EnumerateRunes())
        {
            if (codePoints-- == 0)
            {
                var kept = Text[..length].TrimEnd();
                return new FoldedText(kept, _source[..kept.Length]);
            }

            length += rune.Utf16SequenceLength;
        }

        return this;
    }

    /// <summary>Where the source's characters for a part of <see cref="Text"/> stand, in UTF-16 units.</summary>
    /// <param name="start">First character of the part.</param>
    /// <param name="length">Its length, at least 1.</param>
    public (int Start, int End) SourceOf(int start, int length) => (_source[start].Start, _source[start + length - 1].End);

    /// <summary>
    /// Places where <paramref name="words"/> (folded) stand in <paramref name="text"/> (folded), as whole words: "able to stop" is not
    /// in "unable to stop".
    /// </summary>
    public static IEnumerable<int> Find(string text, string words)
    {
        if (words.Length == 0)
        {
            yield break;
        }

        for (var at = text.IndexOf(words, StringComparison.Ordinal); at >= 0; at = text.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            if (!CutsWord(text, at) && !CutsWord(text, at + words.Length))
            {
                yield return at;
            }
        }
    }

    private static bool CutsWord(string text, int at) =>
        at > 0 && at < text.Length && IsInWord(text[at - 1]) && IsInWord(text[at]);

    private static bool IsInWord(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character);
}
