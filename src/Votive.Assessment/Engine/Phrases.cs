using System.Globalization;
using System.Text;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Engine;

/// <summary>The engine's own words in one language, and how it writes numbers, lists and quotes there. The ambient culture has no say.</summary>
internal sealed class Phrases(IReadOnlyDictionary<string, LocalizedText> texts, string locale)
{
    private readonly NumberFormatInfo _numbers = new()
    {
        NumberDecimalSeparator = texts["decimalSeparator"][locale],
        NegativeSign = "−",
    };

    /// <summary>A phrase without slots.</summary>
    public string this[string id] => texts[id][locale];

    /// <summary>A phrase with its slots filled.</summary>
    public string Fill(string id, params (string Name, string Value)[] slots) =>
        Fill(this[id], slots.ToDictionary(slot => slot.Name, slot => slot.Value, StringComparer.Ordinal));

    /// <summary>A template with each <c>{name}</c> replaced. What is put in is not looked at again.</summary>
    /// <exception cref="KeyNotFoundException">The template has a slot that is not filled.</exception>
    public static string Fill(string template, IReadOnlyDictionary<string, string> slots)
    {
        var filled = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var close = rest.IndexOf('}');
            filled.Append(rest[..open]).Append(slots[rest[(open + 1)..close].ToString()]);
            rest = rest[(close + 1)..];
        }

        return filled.Append(rest).ToString();
    }

    /// <summary>The words in this language's quotation marks.</summary>
    public string Quote(string words) => Fill("quote", ("text", Fold(words)));

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public string And(IEnumerable<string> parts)
    {
        var all = parts.ToList();
        return all.Count < 2 ? string.Concat(all) : string.Join(", ", all[..^1]) + this["and"] + all[^1];
    }

    /// <summary>A number with this language's decimal separator.</summary>
    public string Number(decimal value) => value.ToString("0.##", _numbers);

    /// <summary>A whole number.</summary>
    public static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Someone's words on one line.</summary>
    public static string Fold(string words) => string.Join(' ', words.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
