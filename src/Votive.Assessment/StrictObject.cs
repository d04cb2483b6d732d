using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment;

/// <summary>
/// Reads one object of the JSON that ships with Votive: a member that is missing, of the wrong type, or that nobody asked for is refused
/// with its place.
/// </summary>
internal sealed class StrictObject
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement _element;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private StrictObject(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault(path, "must be an object");
        }

        _element = element;
        Path = path;
    }

    /// <summary>Where this object stands in the document, for instance <c>items[3].fields[0]</c>; empty for the document itself.</summary>
    public string Path { get; }

    /// <summary>The names of its members, in order.</summary>
    public IReadOnlyList<string> Names => [.. _element.EnumerateObject().Select(member => member.Name)];

    /// <summary>Reads a whole document with <paramref name="read"/>.</summary>
    /// <exception cref="InstrumentFormatException">The bytes are not JSON, not an object, or hold a member that was not read.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> utf8Json, Func<StrictObject, T> read)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(utf8Json.ToArray(), Options);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InstrumentFormatException($"The document is not valid JSON: {e.Message}");
        }

        return Read(root, "", read);
    }

    /// <summary>The fault at a place of the document.</summary>
    public static InstrumentFormatException Fault(string path, string what) =>
        new($"{(path.Length == 0 ? "The document" : path)} {what}.");

    /// <summary>Where a member of this object stands.</summary>
    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Whether the member is there.</summary>
    public bool Has(string name) => _element.TryGetProperty(name, out _);

    /// <summary>The member as it is.</summary>
    public JsonElement Any(string name)
    {
        _read.Add(name);
        return _element.TryGetProperty(name, out var value) ? value : throw Fault(PathOf(name), "is missing");
    }

    /// <summary>A text that is not empty.</summary>
    public string Text(string name) => TextOf(Any(name), PathOf(name));

    /// <summary>A text that is not empty; null where the member is missing.</summary>
    public string? OptionalText(string name) => Has(name) ? Text(name) : null;

    /// <summary>A whole number.</summary>
    public int Integer(string name) =>
        Any(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            ? number
            : throw Fault(PathOf(name), "must be a whole number");

    /// <summary>A whole number; null where the member is missing.</summary>
    public int? OptionalInteger(string name) => Has(name) ? Integer(name) : null;

    /// <summary>A number.</summary>
    public decimal Number(string name) =>
        Any(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var number)
            ? number
            : throw Fault(PathOf(name), "must be a number");

    /// <summary>A number; null where the member is missing.</summary>
    public decimal? OptionalNumber(string name) => Has(name) ? Number(name) : null;

    /// <summary>True or false; false where the member is missing.</summary>
    public bool Flag(string name) =>
        Has(name) && Any(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Fault(PathOf(name), "must be true or false"),
        };

    /// <summary>One of <paramref name="words"/>.</summary>
    public T Word<T>(string name, IReadOnlyDictionary<string, T> words)
    {
        var text = Text(name);
        return words.TryGetValue(text, out var value)
            ? value
            : throw Fault(PathOf(name), $"must be one of {string.Join(", ", words.Keys)}");
    }

    /// <summary>An object.</summary>
    public T Object<T>(string name, Func<StrictObject, T> read) => Read(Any(name), PathOf(name), read);

    /// <summary>An array of objects; empty where the member is missing.</summary>
    public IReadOnlyList<T> Objects<T>(string name, Func<StrictObject, T> read) =>
        Has(name) ? Array(name, (element, path) => Read(element, path, read)) : [];

    /// <summary>An array of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => Array(name, TextOf);

    /// <summary>An array of arrays of texts.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TextRows(string name) => Array(name, (row, path) => ArrayOf(row, path, TextOf));

    /// <summary>An array.</summary>
    public IReadOnlyList<T> Array<T>(string name, Func<JsonElement, string, T> read) => ArrayOf(Any(name), PathOf(name), read);

    /// <summary>Every member of this object, by name, each an object.</summary>
    public IReadOnlyDictionary<string, T> Members<T>(Func<StrictObject, T> read)
    {
        var members = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var member in _element.EnumerateObject())
        {
            members.Add(member.Name, Object(member.Name, read));
        }

        return members;
    }

    /// <summary>One text in exactly these locales.</summary>
    public LocalizedText Localized(string name, IReadOnlyList<string> locales) =>
        Object(name, text => new LocalizedText(locales.ToDictionary(locale => locale, text.Text, StringComparer.Ordinal)));

    private static T Read<T>(JsonElement element, string path, Func<StrictObject, T> read)
    {
        var source = new StrictObject(element, path);
        var value = read(source);
        foreach (var member in element.EnumerateObject())
        {
            if (!source._read.Contains(member.Name))
            {
                throw Fault(source.PathOf(member.Name), "is not known");
            }
        }

        return value;
    }

    private static string TextOf(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Fault(path, "must be a text that is not empty");

    private static List<T> ArrayOf<T>(JsonElement element, string path, Func<JsonElement, string, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw Fault(path, "must be an array");
        }

        return [.. element.EnumerateArray().Select((entry, index) => read(entry, $"{path}[{index}]"))];
    }
}
