using Votive.Assessment.Instruments;

namespace Votive.Web.Tests.Questionnaire;

/// <summary>Items and fields for tests, with nothing in them but what a form needs.</summary>
internal static class TestItem
{
    /// <summary>An item with id <c>q</c> and the given options.</summary>
    public static InstrumentItem Of(ItemType type, params string[] options) => new()
    {
        Id = "q",
        Section = "s",
        Type = type,
        Text = Text("Question"),
        Options = [.. options.Select(id => new ItemOption(id, Text(id)))],
        Fields = [],
        Paths = ["quick"],
        Seconds = 10,
        SendToAi = true,
        Provenance = new Provenance("own", "Apache-2.0", null),
    };

    /// <summary>A column or field.</summary>
    public static ItemField Field(string id, ItemType type) => new() { Id = id, Type = type, Text = Text(id), Options = [] };

    private static LocalizedText Text(string words) => new(new Dictionary<string, string> { ["en"] = words, ["pl"] = words });
}
