using System.Text;
using System.Text.Json.Nodes;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Tests.Instruments;

public sealed class InstrumentParseTests
{
    /// <summary>What is changed (a path to a member), to what (null removes it), and what the message must begin with.</summary>
    public static TheoryData<string, string?, string> Faults => new()
    {
        { "items", "[]", "sections[0].screens[0] names an item" },
        { "sections", null, "sections do not place grid on a screen." },
        { "extra", "1", "extra is not known." },
        { "schema", "2", "schema must be 1." },
        { "status", "\"live\"", "status must be draft or published." },
        { "locales", "[\"en\", \"en\"]", "locales hold the same id twice." },
        { "locales", "[\"en\", \"pl\", \"de\"]", "scales.agree.anchors[0].text.de is missing." },
        { "sections.0.title.pl", null, "sections[0].title.pl is missing." },
        { "sections.0.screens.0", "[]", "sections[0].screens[0] must hold 1 to 4 items." },
        { "sections.0.screens.0", "[\"grid\", \"time\", \"scale\", \"count\", \"text\"]", "sections[0].screens[0] must hold 1 to 4 items." },
        { "sections.0.screens.0", "[\"nothing\"]", "sections[0].screens[0] names an item" },
        { "sections.0.screens.0", "[\"grid\", \"time\", \"scale\"]", "sections do not place count on a screen." },
        { "sections.0.screens.0", "[\"grid\", \"time\", \"scale\", \"text\"]", "sections hold the same id twice." },
        { "sections.0.screens.1", "[\"ruler\", \"single\", \"carried.rank\", \"rank\"]", "sections hold the same id twice." },
        { "items.0.extra", "true", "items[0].extra is not known." },
        { "items.0.id", null, "items[0].id is missing." },
        { "items.1.id", "\"grid\"", "items hold the same id twice." },
        { "items.0.type", "\"slider\"", "items[0].type must be one of grid," },
        { "items.0.text.pl", "\" \"", "items[0].text.pl must be a text that is not empty." },
        { "items.0.text.de", "\"Frage\"", "items[0].text.de is not known." },
        { "items.0.scaleRef", "\"nothing\"", "items[0].scaleRef names no scale" },
        { "items.0.scaleRef", null, "items[0].scaleRef is missing." },
        { "items.0.optionsRef", "\"nothing\"", "items[0].optionsRef names no option list" },
        { "items.0.optionsRef", null, "items[0].optionsRef is missing." },
        { "items.1.optionsRef", "\"abc\"", "items[1].optionsRef does not belong to a Time." },
        { "items.0.seconds", "0", "items[0].seconds must be above 0." },
        { "items.0.seconds", "1.5", "items[0].seconds must be a whole number." },
        { "items.0.paths", "[]", "items[0].paths must be of quick, full." },
        { "items.0.paths", "[\"short\"]", "items[0].paths must be of quick, full." },
        { "items.0.sendToAi", "\"yes\"", "items[0].sendToAi must be one of default-on, default-off." },
        { "items.0.required", "\"always\"", "items[0].required must be score." },
        { "items.0.reverse", "true", "items[0].reverse is for scales only." },
        { "items.0.reverse", "1", "items[0].reverse must be true or false." },
        { "items.0.provenance", null, "items[0].provenance is missing." },
        { "items.0.provenance.licence", "\"MIT\"", "items[0].provenance.licence must be of public-domain, Apache-2.0." },
        { "items.0.provenance.source", "\"IPIP\"", "items[0].provenance.url is missing" },
        { "items.0.provenance.url", "\"ipip\"", "items[0].provenance.url must be an absolute address." },
        { "items.0.translation.de", "{ \"status\": \"draft\" }", "items[0].translation.de is not a locale" },
        { "items.0.translation.pl.status", "\"good\"", "items[0].translation.pl.status must be one of draft, reviewed, validated." },
        { "items.5.maxLength", null, "items[5].maxLength must be above 0." },
        { "items.6.min", "4", "items[6].min must be from 0 to max." },
        { "items.7.allowsOther", "true", "items[7].allowsOther is for singles and multis only." },
        { "items.8.optionsRef", "\"abc\"", "items[8].rowsFrom does not go with optionsRef." },
        { "items.8.rowsFrom", "\"text\"", "items.carried.rank takes from text, which is not asked before it." },
        { "items.14.fields", "[]", "items[14].fields are for a Repeat" },
        { "items.14.fields.0.maxLength", null, "items[14].fields[0] must be a text with maxLength" },
        { "items.14.fields.1.type", "\"matrix\"", "items[14].fields[1] must be a text with maxLength" },
        { "items.14.fields.1.id", "\"label\"", "items[14].fields hold the same id twice." },
        { "items.15.showIf", "{}", "items[15].showIf must hold exactly one of" },
        { "items.15.showIf", "{ \"when\": \"repeat\" }", "items[15].showIf.when is not a condition." },
        { "items.15.showIf", "{ \"eq\": [\"single\"] }", "items[15].showIf.eq must be an item id and a value." },
        { "items.15.showIf", "{ \"in\": [\"single\", \"a\"] }", "items[15].showIf.in[1] must be an array." },
        { "items.15.showIf", "{ \"gt\": [\"count\", \"a\"] }", "items[15].showIf.gt[1] must be a whole number." },
        { "items.15.showIf", "{ \"not\": { \"answered\": \"later\" } }", "items.carried.single takes from later" },
        { "scales.level.max", "0", "scales.level.max must be above min." },
        { "scales.agree.anchors.0.value", "2", "scales.agree.anchors must ascend from min to max." },
        { "optionLists.abc.1.id", "\"a\"", "optionLists.abc hold the same id twice." },
        { "scores", "[{ \"id\": \"s\", \"name\": { \"en\": \"S\", \"pl\": \"S\" }, \"items\": [\"nothing\"], \"validated\": true }]", "scores[0].items name an item" },
        { "scores", "[{ \"id\": \"s\", \"name\": { \"en\": \"S\", \"pl\": \"S\" }, \"items\": [\"scale\"] }]", "scores[0].validated is missing." },
        { "scores", "[{ \"id\": \"s\", \"name\": { \"en\": \"S\", \"pl\": \"S\" }, \"items\": [\"scale\"], \"validated\": true, \"min\": 1 }]", "scores[0].max must be above min." },
        { "scores", "[{ \"id\": \"s\", \"name\": { \"en\": \"S\", \"pl\": \"S\" }, \"items\": [\"scale\"], \"validated\": true, \"norm\": \"n\" }]", "scores[0].norm names no norm" },
        { "scores", "[{ \"id\": \"s\", \"name\": { \"en\": \"S\", \"pl\": \"S\" }, \"items\": [\"scale\"], \"validated\": true, \"minAnswered\": 1 }]", "scores[0].items must be balanced" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void FaultyDocument_IsRefusedWithItsPlace(string path, string? value, string message)
    {
        var document = EveryTypeInstrument.Document();
        Change(document, path.Split('.'), value);

        var fault = Assert.Throws<InstrumentFormatException>(() => EveryTypeInstrument.Parse(document));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "id": "a", "id": "b" }""")]
    public void NotJson_IsRefused(string text) =>
        Assert.StartsWith("The document is not valid JSON", Assert.Throws<InstrumentFormatException>(() => Instrument.Parse(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void NoItems_AreRefused()
    {
        var document = EveryTypeInstrument.Document();
        document.Remove("items");
        document.Remove("sections");

        Assert.Equal("sections place no item on a screen.", Assert.Throws<InstrumentFormatException>(() => EveryTypeInstrument.Parse(document)).Message);
    }

    [Fact]
    public void NotAnObject_IsRefused() =>
        Assert.Equal("The document must be an object.", Assert.Throws<InstrumentFormatException>(() => Instrument.Parse("[]"u8)).Message);

    [Fact]
    public void Document_GivesItsItemsWithEveryReferenceResolved()
    {
        var instrument = EveryTypeInstrument.Instance;

        Assert.Equal(Enum.GetValues<ItemType>(), instrument.Items.Select(item => item.Type).Distinct().Order());
        Assert.All(instrument.Items, item => Assert.Equal("one", item.Section));
        Assert.Equal("Ć", instrument.FindItem("multi")!.Options[1].Text["pl"]);
        Assert.Equal((1, 5), (instrument.FindItem("scale")!.Scale!.Min, instrument.FindItem("scale")!.Scale!.Max));
        Assert.Equal(TranslationStatus.Draft, instrument.FindItem("scale")!.Translations["pl"]);
        Assert.Null(instrument.FindItem("nothing"));
    }

    private static void Change(JsonNode document, string[] path, string? value)
    {
        var parent = path[..^1].Aggregate(document, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        if (parent is JsonArray array)
        {
            array[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value!);
        }
        else if (value is null)
        {
            parent.AsObject().Remove(path[^1]);
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(value);
        }
    }
}
