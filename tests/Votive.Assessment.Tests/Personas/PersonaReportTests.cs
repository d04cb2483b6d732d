using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Assessment.Personas;
using Votive.Assessment.Tests.Engine;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Personas;

public sealed class PersonaReportTests
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static TheoryData<string, string> PersonasAndLocales =>
        [.. Persona.All.SelectMany(persona => InstrumentCatalog.Core.Locales.Select(locale => (persona.Name, locale)))];

    public static TheoryData<string, string> RichPersonasAndLocales =>
        [.. PersonasAndLocales.Select(row => row.Data).Where(row => row.Item1 != "flat-line")];

    [Theory, MemberData(nameof(PersonasAndLocales))]
    public void Report_IsTheOneCheckedIn(string name, string locale) =>
        Snapshot.Matches($"Personas/Snapshots/{name}.{locale}.json", JsonSerializer.Serialize(Analyze(name, locale), Indented) + "\n");

    [Theory, MemberData(nameof(RichPersonasAndLocales))]
    public void RichPersona_HasAllSixParts(string name, string locale)
    {
        var report = Analyze(name, locale);

        Assert.All(Reports.Parts(report), part => Assert.NotEmpty(part));
        Assert.Equal(Enum.GetValues<SynthesisRole>(), report.IdentitySynthesis.Sentences.Select(sentence => sentence.Role));
        Assert.Empty(report.Cautions);
    }

    [Theory, MemberData(nameof(PersonasAndLocales))]
    public void EveryClaim_RestsOnAnswersThatAreThere(string name, string locale)
    {
        var sheet = PersonaSheets.Of(name, locale);

        Reports.AssertEvidenceExists(sheet, OfflineEngine.Analyze(sheet));
    }

    [Theory, MemberData(nameof(PersonasAndLocales))]
    public void Report_IsInOneLanguage(string name, string locale)
    {
        var report = JsonSerializer.Serialize(Analyze(name, locale), Indented);
        var other = JsonSerializer.Serialize(Analyze(name, locale == "en" ? "pl" : "en"), Indented);

        if (locale == "en")
        {
            Assert.DoesNotMatch("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„]", report);
        }

        var shared = TextsOf(report).Intersect(TextsOf(other), StringComparer.Ordinal);
        Assert.DoesNotContain(shared, text => text.Count(char.IsLetter) > 5);
    }

    [Theory, MemberData(nameof(PersonasAndLocales))]
    public void AmbientCulture_ChangesNothing(string name, string locale)
    {
        var usual = JsonSerializer.SerializeToUtf8Bytes(Analyze(name, locale), ContractJson.Options);

        foreach (var culture in new[] { "pl-PL", "ar-SA", "tr-TR", "sv-SE", "fa-IR" })
        {
            Assert.Equal(usual, InCulture(culture, () => JsonSerializer.SerializeToUtf8Bytes(Analyze(name, locale), ContractJson.Options)));
        }
    }

    [Fact]
    public void FlatLine_IsToBeReadWithCare()
    {
        var report = Analyze("flat-line", "en");

        Assert.Equal("flat-answers", Assert.Single(report.Cautions).Code);
        Assert.All(Reports.Insights(report), insight => Assert.Equal(Confidence.Low, insight.Confidence));
    }

    [Fact]
    public void Request_IsReadByTheStrictContract()
    {
        var json = JsonSerializer.Serialize(Persona.Find("night-shift-nurse")!.Request("pl"), ContractJson.Options);

        var read = JsonSerializer.Deserialize<AnalyzeRequest>(json, ContractJson.StrictOptions)!;

        Assert.Equal(("votive-core", "0.9.0", "pl"), (read.Instrument, read.Version, read.Locale));
        Assert.Equal(39, read.Answers.Count);
    }

    [Fact]
    public void UnknownNameOrLocale_IsRefused()
    {
        Assert.Null(Persona.Find("nobody"));
        Assert.Throws<ArgumentException>(() => Persona.All[0].Request("de"));
    }

    private static Analysis Analyze(string name, string locale) => OfflineEngine.Analyze(PersonaSheets.Of(name, locale));

    private static T InCulture<T>(string culture, Func<T> make)
    {
        var ambient = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return make();
        }
        finally
        {
            CultureInfo.CurrentCulture = ambient;
        }
    }

    /// <summary>What people read: the values of members that are texts, not ids or words of the contract.</summary>
    private static HashSet<string> TextsOf(string json)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        Collect(JsonDocument.Parse(json).RootElement);
        return texts;

        void Collect(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var entry in value.EnumerateArray())
                {
                    Collect(entry);
                }
            }
            else if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in value.EnumerateObject())
                {
                    if (member.Value.ValueKind == JsonValueKind.String && member.Name is "title" or "text" or "couldAlsoBe" or "askYourself" or "question" or "shown" or "name" or "note")
                    {
                        texts.Add(member.Value.GetString()!);
                    }

                    Collect(member.Value);
                }
            }
        }
    }
}
