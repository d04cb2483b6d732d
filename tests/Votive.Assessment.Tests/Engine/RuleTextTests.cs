using System.Text.RegularExpressions;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Tests.Engine;

public sealed partial class RuleTextTests
{
    /// <summary>Words of severity, illness, types and fate; the report has none of them.</summary>
    private static readonly string[] Banned =
    [
        "disorder", "symptom", "diagnos", "patholog", "abnormal", "normal", "severe", "suffer", "addict", "depress", "anxiet", "burnout", "you will", "you are a ", "type of person", "always", "never",
        "zaburze", "objaw", "diagnoz", "patolog", "nienormal", "normaln", "cierpi", "uzależn", "depresj", "lęk", "wypaleni", "będziesz", "jesteś", "zawsze", "nigdy ", "typ osob",
    ];

    private static readonly IReadOnlyList<(string Id, RuleText Text)> Texts =
        [.. RuleBook.Shipped.Rules.SelectMany(rule => rule.Texts.Select(text => ($"{rule.Id}/{text.Key}", text.Value)))];

    [Fact]
    public void Rules_SpeakTheLanguagesOfTheInstrument() => Assert.Equal(InstrumentCatalog.Core.Locales, RuleBook.Shipped.Locales);

    [Fact]
    public void EveryLanguage_HasTheSameSlots() =>
        Assert.All(Texts.SelectMany(text => Templates(text.Text).Select(template => (text.Id, template))), entry =>
            Assert.Equal(Slots(entry.template["en"]), Slots(entry.template["pl"])));

    [Fact]
    public void Texts_HoldNoWordsOfSeverityTypeOrFate() =>
        Assert.All(Texts.SelectMany(text => Templates(text.Text)), template =>
            Assert.All(template.Locales, locale => Assert.DoesNotContain(Banned, word => template[locale].Contains(word, StringComparison.OrdinalIgnoreCase))));

    [Fact]
    public void PolishTexts_LeaveTheGenderOfTheReaderOpen() =>
        Assert.All(Texts.SelectMany(text => Templates(text.Text)), template => Assert.DoesNotMatch(GenderedForm(), template["pl"]));

    [Fact]
    public void PositivePatterns_AndAllContradictionsAndLeverage_CanStandInTheSynthesis() =>
        Assert.All(
            RuleBook.Shipped.Rules.Where(rule => rule.Kind is FindingKind.Contradiction or FindingKind.LeveragePoint || (rule.Kind == FindingKind.Pattern && rule.IsPositive)),
            rule => Assert.All(rule.Texts.Values, text => Assert.NotNull(text.Synthesis)));

    private static IEnumerable<LocalizedText> Templates(RuleText text) =>
        new[] { text.Title, text.Text, text.CouldAlsoBe, text.AskYourself, text.Synthesis }.OfType<LocalizedText>();

    private static IEnumerable<string> Slots(string template) => Slot().Matches(template).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"(łeś|łaś|łbyś|łabyś)\b|/a\b|\(a\)")]
    private static partial Regex GenderedForm();

    [GeneratedRegex(@"\{[a-zA-Z]+\}")]
    private static partial Regex Slot();
}
