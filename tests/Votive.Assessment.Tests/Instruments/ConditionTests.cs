using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Answers;

namespace Votive.Assessment.Tests.Instruments;

public sealed class ConditionTests
{
    private const string Answers = """{ "scale": 4, "single": "a", "multi": ["a", "b"] }""";

    [Theory]
    [InlineData("""{ "answered": "scale" }""", true)]
    [InlineData("""{ "answered": "text" }""", false)]
    [InlineData("""{ "eq": ["single", "a"] }""", true)]
    [InlineData("""{ "eq": ["single", "b"] }""", false)]
    [InlineData("""{ "eq": ["scale", 4] }""", true)]
    [InlineData("""{ "eq": ["multi", "b"] }""", true)]
    [InlineData("""{ "eq": ["multi", "c"] }""", false)]
    [InlineData("""{ "eq": ["text", "a"] }""", false)]
    [InlineData("""{ "in": ["single", ["c", "a"]] }""", true)]
    [InlineData("""{ "in": ["single", ["c", "b"]] }""", false)]
    [InlineData("""{ "gt": ["scale", 3] }""", true)]
    [InlineData("""{ "gt": ["scale", 4] }""", false)]
    [InlineData("""{ "gt": ["single", 0] }""", false)]
    [InlineData("""{ "not": { "answered": "text" } }""", true)]
    [InlineData("""{ "and": [{ "answered": "scale" }, { "answered": "text" }] }""", false)]
    [InlineData("""{ "or": [{ "answered": "scale" }, { "answered": "text" }] }""", true)]
    public void Condition_HoldsForTheAnswersItNames(string condition, bool holds)
    {
        var document = EveryTypeInstrument.Document();
        document.Item("carried.single")["showIf"] = JsonNode.Parse(condition);
        var instrument = EveryTypeInstrument.Parse(document);
        Assert.True(AnswerSheet.TryCreate(instrument, "en", JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Answers)!, out var sheet, out _));

        Assert.Equal(holds, sheet.IsShown(instrument.FindItem("carried.single")!));
    }
}
