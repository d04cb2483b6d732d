namespace Votive.Assessment.Instruments;

/// <summary>One text in every locale of the instrument.</summary>
public sealed class LocalizedText
{
    private readonly IReadOnlyDictionary<string, string> _byLocale;

    /// <summary>Takes the text per locale.</summary>
    public LocalizedText(IReadOnlyDictionary<string, string> byLocale) => _byLocale = byLocale;

    /// <summary>The text in <paramref name="locale"/>.</summary>
    /// <exception cref="KeyNotFoundException">The instrument has no such locale.</exception>
    public string this[string locale] => _byLocale[locale];

    /// <summary>The locales that have a text.</summary>
    public IEnumerable<string> Locales => _byLocale.Keys;
}
