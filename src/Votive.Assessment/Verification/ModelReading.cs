using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Votive.Assessment.Verification;

/// <summary>What a model said, before it is checked.</summary>
public sealed record ModelReading
{
    /// <summary>True when the model thinks that the person needs support rather than a reading; then <see cref="Claims"/> is empty.</summary>
    public bool Support { get; init; }

    /// <summary>The claims; 1 to 20, or none with <see cref="Support"/>.</summary>
    public required IReadOnlyList<ModelClaim> Claims { get; init; }

    /// <summary>
    /// JSON Schema of a reading, as given to the model. Closed, with every member required, and only of keywords that structured output
    /// takes: counts and lengths are checked by <see cref="TryParse"/> alone.
    /// </summary>
    public static JsonElement JsonSchema { get; } = JsonSerializer.Deserialize<JsonElement>(EmbeddedFile.Read("Verification/reading-schema.json"));

    /// <summary>
    /// Reads a model's text: strict JSON first, then with a byte order mark, code fence or text around the one object taken off. Values
    /// are never invented. <c>support</c>, <c>couldAlsoBe</c> and <c>askYourself</c> may be missing, and <c>claims</c> beside
    /// <c>"support": true</c>, although <see cref="JsonSchema"/> asks for them.
    /// </summary>
    /// <param name="text">The model's answer.</param>
    /// <param name="reading">The reading; null when there are errors.</param>
    /// <param name="errors">What is wrong, as a path and an English sentence each, never the text itself; empty when it is valid.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ModelReading? reading, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReadingParser.TryParse(text, out reading, out errors);
    }

    /// <summary>
    /// Whether the claims repeat <paramref name="mark"/>, a secret of the instructions, also in other case, spread over several texts, or
    /// with other characters between its letters and digits. A reading that does is not fit to be shown. (In the model's raw text the
    /// mark may be hidden behind JSON escapes; here it is not.)
    /// </summary>
    /// <param name="mark">Letters and digits, long enough that no text holds it by chance.</param>
    public bool Repeats(string mark)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        var texts = Claims.SelectMany(claim => claim.Texts.Concat(claim.Refs).Concat(claim.Quotes.SelectMany(quote => new[] { quote.Ref, quote.Exact })));
        return string.Concat(texts.SelectMany(text => text).Where(char.IsLetterOrDigit)).Contains(mark, StringComparison.OrdinalIgnoreCase);
    }
}
