using System.Text;
using System.Text.Json.Nodes;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Tests.Instruments;

/// <summary>A small instrument with an item of every type, also those that the quick path does not use.</summary>
internal static class EveryTypeInstrument
{
    public const string Json = """
        {
          "id": "every-type", "version": "1.0.0", "schema": 1, "status": "draft", "locales": ["en", "pl"],
          "sections": [
            {
              "id": "one", "title": { "en": "One", "pl": "Raz" }, "intro": { "en": "Intro.", "pl": "Wstęp." },
              "screens": [["grid", "time", "scale", "count"], ["ruler", "single", "multi", "rank"], ["carried.rank", "text", "list", "matrix"], ["columns", "lines", "repeat", "carried.single"]]
            }
          ],
          "items": [
            { "id": "grid", "type": "grid", "scaleRef": "level", "optionsRef": "slots", BASE },
            { "id": "time", "type": "time", BASE },
            { "id": "scale", "type": "scale", "scaleRef": "agree", "reverse": true, BASE },
            { "id": "count", "type": "count", "scaleRef": "level", BASE },
            { "id": "ruler", "type": "ruler", "scaleRef": "ten", BASE },
            { "id": "single", "type": "single", "optionsRef": "abc", "allowsOther": true, "maxLength": 5, BASE },
            { "id": "multi", "type": "multi", "optionsRef": "abc", "allowsOther": true, "maxLength": 5, "min": 2, "max": 3, BASE },
            { "id": "rank", "type": "rank", "optionsRef": "abc", "min": 2, BASE },
            { "id": "carried.rank", "type": "rank", "rowsFrom": "multi", BASE },
            { "id": "text", "type": "text", "maxLength": 5, BASE },
            { "id": "list", "type": "list", "maxLength": 5, "min": 2, "max": 3, BASE },
            { "id": "matrix", "type": "matrix", "scaleRef": "level", "rowsFrom": "carried.rank", BASE },
            {
              "id": "columns", "type": "matrix", "optionsRef": "abc",
              "fields": [
                { "id": "much", "type": "scale", "scaleRef": "agree", "text": { "en": "Much", "pl": "Wiele" } },
                { "id": "often", "type": "count", "scaleRef": "level", "text": { "en": "Often", "pl": "Często" } }
              ], BASE
            },
            { "id": "lines", "type": "matrix", "scaleRef": "level", "rowsFrom": "list", BASE },
            {
              "id": "repeat", "type": "repeat", "min": 1, "max": 2,
              "fields": [
                { "id": "label", "type": "text", "maxLength": 5, "required": true, "text": { "en": "Label", "pl": "Nazwa" } },
                { "id": "much", "type": "scale", "scaleRef": "agree", "text": { "en": "Much", "pl": "Wiele" } },
                { "id": "which", "type": "single", "optionsFrom": "multi", "optionsRef": "none", "text": { "en": "Which", "pl": "Która" } }
              ], BASE
            },
            { "id": "carried.single", "type": "single", "rowsFrom": "repeat", "showIf": { "answered": "repeat" }, BASE }
          ],
          "scales": {
            "level": { "min": 0, "max": 4, "anchors": [] },
            "agree": { "min": 1, "max": 5, "anchors": [{ "value": 1, "text": { "en": "no", "pl": "nie" } }, { "value": 5, "text": { "en": "yes", "pl": "tak" } }] },
            "ten": { "min": 0, "max": 10, "anchors": [] }
          },
          "optionLists": {
            "slots": [{ "id": "am", "text": { "en": "am", "pl": "rano" } }, { "id": "pm", "text": { "en": "pm", "pl": "po południu" } }],
            "abc": [{ "id": "a", "text": { "en": "A", "pl": "Ą" } }, { "id": "b", "text": { "en": "B", "pl": "Ć" } }, { "id": "c", "text": { "en": "C", "pl": "Ę" } }],
            "none": [{ "id": "none", "text": { "en": "none", "pl": "żadna" } }]
          },
          "scores": [],
          "norms": []
        }
        """;

    private const string Base = """
        "text": { "en": "Question", "pl": "Pytanie" }, "paths": ["full"], "seconds": 5, "sendToAi": "default-on",
        "provenance": { "source": "own", "licence": "Apache-2.0" }, "translation": { "pl": { "status": "draft" } }
        """;

    public static Instrument Instance { get; } = Parse(Document());

    /// <summary>The document, to be changed.</summary>
    public static JsonObject Document() => JsonNode.Parse(Json.Replace("BASE", Base, StringComparison.Ordinal))!.AsObject();

    public static Instrument Parse(JsonObject document) => Instrument.Parse(Encoding.UTF8.GetBytes(document.ToJsonString()));

    public static JsonObject Item(this JsonObject document, string id) =>
        document["items"]!.AsArray().Single(item => (string)item!["id"]! == id)!.AsObject();
}
