using System.Text.RegularExpressions;

namespace Votive.PromptService.UserData;

/// <summary>The id of an instrument in an address: 1 to 64 lower-case letters, digits and hyphens.</summary>
/// <param name="Value">The id.</param>
internal readonly partial record struct InstrumentId(string Value)
{
    public static bool TryParse(string? text, out InstrumentId id)
    {
        id = new InstrumentId(text ?? "");
        return text is not null && Pattern().IsMatch(text);
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
