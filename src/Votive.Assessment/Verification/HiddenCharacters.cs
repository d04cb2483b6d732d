using System.Globalization;
using System.Text;

namespace Votive.Assessment.Verification;

/// <summary>Characters that a reader does not see but a program does: controls, bidirectional marks, tags, zero-width fillers.</summary>
internal static class HiddenCharacters
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Whether <paramref name="rune"/> is hidden. White space is not, nor are the joiners that emoji and some scripts are written with.</summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !Rune.IsWhiteSpace(rune),
        UnicodeCategory.Format => rune.Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner),
        // The supplementary special-purpose plane: tags, and variation selectors that can carry a hidden message.
        _ => rune.Value is >= 0xE0000 and <= 0xE0FFF,
    };

    /// <summary>Whether <paramref name="text"/> holds a hidden character, or half of a surrogate pair.</summary>
    public static bool AreIn(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || IsHidden(rune))
            {
                return true;
            }

            i += rune.Utf16SequenceLength;
        }

        return false;
    }
}
