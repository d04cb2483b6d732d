using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Personas;

/// <summary>A made-up person with a full set of answers, for samples and tests.</summary>
public sealed record Persona
{
    private static readonly Lazy<IReadOnlyList<Persona>> Shipped = new(() =>
        [.. EmbeddedFile.Below("Personas/").Select(path => StrictObject.Parse(EmbeddedFile.Read(path), Read)).OrderBy(persona => persona.Name, StringComparer.Ordinal)]);

    private readonly IReadOnlyDictionary<string, JsonElement> _answers;
    private readonly Instrument _instrument;

    private Persona(Instrument instrument, IReadOnlyDictionary<string, JsonElement> answers)
    {
        _instrument = instrument;
        _answers = answers;
    }

    /// <summary>All personas, by name.</summary>
    public static IReadOnlyList<Persona> All => Shipped.Value;

    /// <summary>Stable name, for instance <c>night-shift-nurse</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who that is, in a few words.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>Finds one by name; null where there is none.</summary>
    public static Persona? Find(string name) => All.FirstOrDefault(persona => persona.Name == name);

    /// <summary>The answers as a request that <c>votive analyze</c> and the HTTP API take as it is.</summary>
    /// <param name="locale">Language of the words and of the report, one of the instrument's.</param>
    /// <exception cref="ArgumentException">The instrument has no such locale.</exception>
    public AnalyzeRequest Request(string locale) => _instrument.Locales.Contains(locale)
        ? new AnalyzeRequest
        {
            Instrument = _instrument.Id,
            Version = _instrument.Version,
            Locale = locale,
            Answers = _answers.ToDictionary(answer => answer.Key, answer => InLocale(answer.Value, locale), StringComparer.Ordinal),
        }
        : throw new ArgumentException($"The instrument has no locale {locale}.", nameof(locale));

    private static Persona Read(StrictObject persona)
    {
        var instrument = InstrumentCatalog.Find(persona.Text("instrument"), persona.Text("version"))
            ?? throw StrictObject.Fault(persona.PathOf("instrument"), "is not shipped in this version");
        return new Persona(instrument, persona.Object("answers", answers => answers.Names.ToDictionary(id => id, answers.Any, StringComparer.Ordinal)))
        {
            Name = persona.Text("name"),
            Title = persona.Localized("title", instrument.Locales),
        };
    }

    /// <summary>The answer with every <c>{ "en": …, "pl": … }</c> in it put down as the one text.</summary>
    private JsonElement InLocale(JsonElement answer, string locale) => JsonSerializer.SerializeToElement(Resolve(answer, locale));

    private JsonNode? Resolve(JsonElement value, string locale) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)
            .SequenceEqual(_instrument.Locales.Order(StringComparer.Ordinal)) => JsonValue.Create(value.GetProperty(locale).GetString()),
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Resolve(member.Value, locale)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(entry => Resolve(entry, locale))]),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
