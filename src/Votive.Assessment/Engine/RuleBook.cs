using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>The rules that ship with Votive: texts and weights from <c>Engine/Rules</c>, conditions from code, one for the other.</summary>
internal sealed class RuleBook
{
    private static readonly Dictionary<string, FindingKind> Kinds = new(StringComparer.Ordinal)
    {
        ["pattern"] = FindingKind.Pattern,
        ["contradiction"] = FindingKind.Contradiction,
        ["blindSpot"] = FindingKind.BlindSpot,
        ["leveragePoint"] = FindingKind.LeveragePoint,
        ["risk"] = FindingKind.Risk,
    };

    private static readonly Dictionary<string, VerificationState> Rests = new(StringComparer.Ordinal)
    {
        ["words"] = VerificationState.YourWords,
        ["score"] = VerificationState.YourScore,
    };

    private static readonly Lazy<RuleBook> Loaded = new(() => Parse(EmbeddedFile.Read("Engine/Rules/rules.json"), EmbeddedFile.Read("Engine/Rules/base-rates.json")));

    private readonly IReadOnlyDictionary<string, LocalizedText> _phrases;
    private readonly IReadOnlyDictionary<string, LocalizedText> _cautions;

    private RuleBook(
        IReadOnlyList<string> locales,
        IReadOnlyList<Rule> rules,
        IReadOnlyDictionary<string, LocalizedText> phrases,
        IReadOnlyDictionary<string, LocalizedText> cautions)
    {
        Locales = locales;
        Rules = rules;
        _phrases = phrases;
        _cautions = cautions;
    }

    /// <summary>The shipped rules.</summary>
    public static RuleBook Shipped => Loaded.Value;

    /// <summary>Locales that every text has.</summary>
    public IReadOnlyList<string> Locales { get; }

    /// <summary>The rules in the order of the file.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The engine's words in one language.</summary>
    public Phrases PhrasesIn(string locale) => new(_phrases, locale);

    /// <summary>The text of a caution.</summary>
    public LocalizedText CautionText(string code) => _cautions[code];

    /// <summary>Reads the rule file and the base rates.</summary>
    /// <exception cref="InstrumentFormatException">They are not complete; the message names the place.</exception>
    public static RuleBook Parse(ReadOnlySpan<byte> rules, ReadOnlySpan<byte> baseRates)
    {
        var rates = StrictObject.Parse(baseRates, ReadBaseRates);
        return StrictObject.Parse(rules, document => Read(document, rates));
    }

    private static RuleBook Read(StrictObject document, Dictionary<string, decimal> rates)
    {
        document.Text("version");
        var locales = document.Texts("locales");
        var read = document.Objects("rules", rule => ReadRule(rule, locales, rates));
        if (RuleConditions.All.Keys.Except(read.Select(rule => rule.Id), StringComparer.Ordinal).FirstOrDefault() is { } silent)
        {
            throw StrictObject.Fault("rules", $"have no texts for {silent}");
        }

        return new RuleBook(locales, read, ReadTexts(document, "texts", locales), ReadTexts(document, "cautions", locales));
    }

    private static Dictionary<string, decimal> ReadBaseRates(StrictObject document)
    {
        document.Integer("runs");
        document.OptionalText("note");
        return document.Object("rates", rates => rates.Names.ToDictionary(name => name, rates.Number, StringComparer.Ordinal));
    }

    private static Rule ReadRule(StrictObject rule, IReadOnlyList<string> locales, Dictionary<string, decimal> rates)
    {
        var id = rule.Text("id");
        return new Rule
        {
            Id = id,
            Version = rule.Integer("version"),
            Kind = rule.Word("kind", Kinds),
            Effect = rule.Number("effect") is var effect and >= 0 and <= 1 ? effect : throw StrictObject.Fault(rule.PathOf("effect"), "must be from 0 to 1"),
            BaseRate = rates.TryGetValue(id, out var rate) ? rate : throw StrictObject.Fault(rule.PathOf("id"), "has no base rate"),
            RestsOn = rule.Word("restsOn", Rests),
            IsPositive = rule.Flag("positive"),
            Leads = rule.Flag("leads"),
            Texts = rule.Object("texts", texts => texts.Members(text => ReadText(text, locales))),
            Condition = RuleConditions.All.GetValueOrDefault(id) ?? throw StrictObject.Fault(rule.PathOf("id"), "has no condition"),
        };
    }

    private static RuleText ReadText(StrictObject text, IReadOnlyList<string> locales) => new(
        text.Localized("title", locales),
        text.Localized("text", locales),
        text.Localized("couldAlsoBe", locales),
        text.Localized("askYourself", locales),
        text.Has("synthesis") ? text.Localized("synthesis", locales) : null);

    private static Dictionary<string, LocalizedText> ReadTexts(StrictObject document, string name, IReadOnlyList<string> locales) =>
        document.Object(name, texts => texts.Names.ToDictionary(id => id, id => texts.Localized(id, locales), StringComparer.Ordinal));
}
