using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Votive.Assessment.Verification;

/// <summary>Reads a model's text into a <see cref="ModelReading"/>, or says what is wrong with it without repeating any of it.</summary>
internal sealed class ReadingParser
{
    /// <summary>Longest text that is looked at, in UTF-16 units: well above 20 claims of the longest kind.</summary>
    public const int MaxCharacters = 150_000;

    private const int MaxDepth = 8;
    private const int MaxErrors = 20;
    private const int MaxClaims = 20;
    private const int MaxTitle = 120;
    private const int MaxText = 600;
    private const int MaxSideText = 300;
    private const int MaxRefs = 12;
    private const int MaxRef = 80;
    private const int MaxQuotes = 8;
    private const int MaxQuote = 500;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<string> _errors = [];

    private ReadingParser()
    {
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ModelReading? reading, out IReadOnlyList<string> errors)
    {
        var parser = new ReadingParser();
        var read = parser.Read(text);
        errors = parser._errors;
        reading = errors.Count == 0 ? read : null;
        return reading is not null;
    }

    private ModelReading? Read(string text)
    {
        if (text.Length > MaxCharacters)
        {
            return Refuse<ModelReading>("$", $"Must be at most {Number(MaxCharacters)} characters long.");
        }

        try
        {
            using var document = ParseObject(StrictUtf8.GetBytes(text));
            return document is null
                ? Refuse<ModelReading>("$", $"Must be one complete JSON object without duplicate members, nested at most {MaxDepth} deep.")
                : ReadReading(document.RootElement);
        }
        catch (Exception exception) when (exception is EncoderFallbackException or InvalidOperationException)
        {
            // InvalidOperationException is what System.Text.Json says to an escape such as \ud800 without its other half.
            return Refuse<ModelReading>("$", "Must be valid Unicode: half of a surrogate pair stands alone.");
        }
    }

    /// <summary>Strict first; then what stands between the first and the last brace, when no other brace stands around it.</summary>
    private static JsonDocument? ParseObject(ReadOnlyMemory<byte> utf8)
    {
        if (ParseStrictly(utf8) is { } document)
        {
            return document;
        }

        var bytes = utf8.Span;
        var start = bytes.IndexOf((byte)'{');
        var end = bytes.LastIndexOf((byte)'}') + 1;
        return start >= 0 && end > start && !bytes[..start].Contains((byte)'}') && !bytes[end..].Contains((byte)'{')
            ? ParseStrictly(utf8[start..end])
            : null;
    }

    private static JsonDocument? ParseStrictly(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ModelReading? ReadReading(JsonElement root)
    {
        if (Members(root, "$", ["support", "claims"]) is not { } members)
        {
            return null;
        }

        if (members.TryGetValue("support", out var support))
        {
            if (support.ValueKind == JsonValueKind.True)
            {
                // Whatever else the model wrote is not shown, so it need not be right.
                _errors.Clear();
                return new ModelReading { Support = true, Claims = [] };
            }

            if (support.ValueKind != JsonValueKind.False)
            {
                Refuse<ModelReading>("$.support", "Must be true or false.");
            }
        }

        var claims = Items(members, "claims", "$", 1, MaxClaims, ReadClaim);
        return new ModelReading { Claims = claims };
    }

    private ModelClaim? ReadClaim(JsonElement element, string path)
    {
        if (Members(element, path, ["part", "title", "text", "refs", "quotes", "couldAlsoBe", "askYourself"]) is not { } members)
        {
            return null;
        }

        var part = RequiredText(members, "part", path, MaxRef);
        if (part.Length > 0 && !ModelClaim.Parts.Contains(part))
        {
            Refuse<ModelClaim>($"{path}.part", $"Must be one of {string.Join(", ", ModelClaim.Parts)}.");
        }

        return new ModelClaim
        {
            Part = part,
            Title = RequiredText(members, "title", path, MaxTitle),
            Text = RequiredText(members, "text", path, MaxText),
            Refs = Items(members, "refs", path, 0, MaxRefs, (reference, place) => Text(reference, place, MaxRef)),
            Quotes = Items(members, "quotes", path, 0, MaxQuotes, ReadQuote),
            CouldAlsoBe = OptionalText(members, "couldAlsoBe", path, MaxSideText),
            AskYourself = OptionalText(members, "askYourself", path, MaxSideText),
        };
    }

    private ModelQuote? ReadQuote(JsonElement element, string path) =>
        Members(element, path, ["ref", "exact"]) is { } members
            ? new ModelQuote(RequiredText(members, "ref", path, MaxRef), RequiredText(members, "exact", path, MaxQuote))
            : null;

    private Dictionary<string, JsonElement>? Members(JsonElement element, string path, IReadOnlyList<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Refuse<Dictionary<string, JsonElement>>(path, "Must be an object.");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        if (members.Keys.Any(name => !known.Contains(name)))
        {
            Refuse<ModelReading>(path, $"Must have no other members than {string.Join(", ", known)}.");
        }

        return members;
    }

    private List<T> Items<T>(
        Dictionary<string, JsonElement> members, string name, string path, int min, int max, Func<JsonElement, string, T?> read)
        where T : class
    {
        path = $"{path}.{name}";
        var items = new List<T>();
        if (!members.TryGetValue(name, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            Refuse<T>(path, "Must be an array.");
        }
        else if (array.GetArrayLength() is var count && (count < min || count > max))
        {
            Refuse<T>(path, $"Must have {min} to {max} items.");
        }
        else
        {
            items.AddRange(array.EnumerateArray().Select((item, index) => read(item, $"{path}[{index}]")).OfType<T>());
        }

        return items;
    }

    private string RequiredText(Dictionary<string, JsonElement> members, string name, string path, int maxCodePoints) =>
        Text(members.GetValueOrDefault(name), $"{path}.{name}", maxCodePoints) ?? "";

    private string? OptionalText(Dictionary<string, JsonElement> members, string name, string path, int maxCodePoints)
    {
        var isAbsent = !members.TryGetValue(name, out var value)
            || value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));
        return isAbsent ? null : Text(value, $"{path}.{name}", maxCodePoints);
    }

    private string? Text(JsonElement element, string path, int maxCodePoints)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return Refuse<string>(path, "Must be a text.");
        }

        var text = element.GetString()!;
        return string.IsNullOrWhiteSpace(text) || text.EnumerateRunes().Count() > maxCodePoints
            ? Refuse<string>(path, $"Must be 1 to {maxCodePoints} characters long and not blank.")
            : text;
    }

    private T? Refuse<T>(string path, string sentence)
        where T : class
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add($"{path}: {sentence}");
        }

        return null;
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
