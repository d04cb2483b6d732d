using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>A row or choice that an item takes from the answer to another item.</summary>
/// <param name="Key">Option id, or the 0-based index of a line or group as a string.</param>
/// <param name="Text">What the person reads; empty for a line that is not written yet.</param>
/// <param name="Chosen">Whether the answer has it now. The others stand ready for the moment when it does.</param>
internal sealed record CarriedRow(string Key, string Text, bool Chosen);

/// <summary>Rows and choices that come from other answers, and what becomes of them when those answers change.</summary>
internal static class CarriedRows
{
    /// <summary>Key of the row that a person's own words in "other" make.</summary>
    private const string OtherKey = "other";

    /// <summary>Every row that the answer to <paramref name="source"/> can give: the chosen ones first, in the answer's order.</summary>
    public static IReadOnlyList<CarriedRow> From(
        Instrument instrument, string source, IReadOnlyDictionary<string, JsonElement> answers, string locale)
    {
        var item = instrument.FindItem(source)!;
        var chosen = Chosen(instrument, source, answers, locale).ToArray();
        var keys = chosen.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        return [.. chosen, .. Possible(instrument, item, locale).Where(row => !keys.Contains(row.Key))];
    }

    /// <summary>The rows that the answer to <paramref name="source"/> gives now, in its order; none when it is not answered.</summary>
    public static IEnumerable<CarriedRow> Chosen(
        Instrument instrument, string source, IReadOnlyDictionary<string, JsonElement> answers, string locale)
    {
        var item = instrument.FindItem(source)!;
        if (!answers.TryGetValue(source, out var answer) || answer.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return item.Type switch
        {
            ItemType.List => answer.EnumerateArray()
                .Select((line, index) => new CarriedRow(FieldName.Index(index), line.ToString(), Chosen: true)),
            ItemType.Repeat => answer.EnumerateArray()
                .Select((group, index) => new CarriedRow(FieldName.Index(index), Label(item, group), Chosen: true)),
            _ => answer.EnumerateArray().Select(choice => choice.ValueKind == JsonValueKind.Object
                ? new CarriedRow(OtherKey, choice.GetProperty(OtherKey).ToString(), Chosen: true)
                : new CarriedRow(choice.ToString(), OptionText(instrument, item, choice.ToString(), locale), Chosen: true)),
        };
    }

    /// <summary>Items whose rows or choices come from the answer to <paramref name="source"/>, directly.</summary>
    public static IEnumerable<InstrumentItem> Dependents(Instrument instrument, string source) =>
        instrument.Items.Where(item => item.RowsFrom == source || item.Fields.Any(field => field.OptionsFrom == source));

    /// <summary>
    /// What is left of an answer to <paramref name="item"/> after the answer that its rows come from has changed.
    /// </summary>
    /// <param name="item">An item with carried rows, choices or field options.</param>
    /// <param name="answer">Its answer so far.</param>
    /// <param name="source">Id of the item that has changed.</param>
    /// <param name="keys">The rows that the source gives now.</param>
    /// <param name="kept">For lists and groups: the former index of each line that is left; null where keys don't move.</param>
    /// <returns>Null when nothing is left.</returns>
    public static JsonElement? Follow(
        InstrumentItem item, JsonElement answer, string source, IReadOnlySet<string> keys, IReadOnlyList<int>? kept)
    {
        string? Moved(string key)
        {
            if (kept is null)
            {
                return keys.Contains(key) ? key : null;
            }

            var index = kept.Select(FieldName.Index).ToList().IndexOf(key);
            return index >= 0 ? FieldName.Index(index) : null;
        }

        JsonNode? left = (item.Type, answer.ValueKind) switch
        {
            (ItemType.Matrix, JsonValueKind.Object) => new JsonObject(answer.EnumerateObject()
                .Select(row => KeyValuePair.Create(Moved(row.Name), row.Value))
                .Where(row => row.Key is not null)
                .Select(row => KeyValuePair.Create(row.Key!, ToNode(row.Value)))),
            (ItemType.Rank or ItemType.Multi, JsonValueKind.Array) => new JsonArray([.. answer.EnumerateArray()
                .Select(choice => choice.ValueKind == JsonValueKind.String ? Moved(choice.GetString()!) : null)
                .OfType<string>()
                .Select(key => (JsonNode)JsonValue.Create(key))]),
            (ItemType.Single, JsonValueKind.String) => Moved(answer.GetString()!) is { } key ? JsonValue.Create(key) : null,
            (ItemType.Repeat, JsonValueKind.Array) => new JsonArray([.. answer.EnumerateArray()
                .Select(group => (JsonNode)new JsonObject(group.EnumerateObject()
                    .Where(cell => item.Fields.FirstOrDefault(field => field.Id == cell.Name) is not { } field
                        || field.OptionsFrom != source
                        || field.Options.Any(option => option.Id == cell.Value.ToString())
                        || keys.Contains(cell.Value.ToString()))
                    .Select(cell => KeyValuePair.Create(cell.Name, ToNode(cell.Value)))))]),
            _ => null,
        };
        return left is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } ? null : JsonSerializer.SerializeToElement(left);
    }

    private static IEnumerable<CarriedRow> Possible(Instrument instrument, InstrumentItem item, string locale)
    {
        if (item.Type is ItemType.List or ItemType.Repeat)
        {
            return Enumerable.Range(0, item.MaxCount ?? 0).Select(index => new CarriedRow(FieldName.Index(index), "", Chosen: false));
        }

        if (item.RowsFrom is { } further)
        {
            return Possible(instrument, instrument.FindItem(further)!, locale);
        }

        var rows = item.Options.Select(option => new CarriedRow(option.Id, option.Text[locale], Chosen: false));
        return item.AllowsOther ? rows.Append(new CarriedRow(OtherKey, "", Chosen: false)) : rows;
    }

    private static string OptionText(Instrument instrument, InstrumentItem item, string id, string locale) =>
        item.RowsFrom is { } further
            ? OptionText(instrument, instrument.FindItem(further)!, id, locale)
            : item.Options.FirstOrDefault(option => option.Id == id)?.Text[locale] ?? "";

    private static string Label(InstrumentItem item, JsonElement group) =>
        item.Fields.FirstOrDefault(field => field.Required) is { } label && group.TryGetProperty(label.Id, out var text) ? text.ToString() : "";

    private static JsonNode? ToNode(JsonElement value) => JsonSerializer.SerializeToNode(value);
}
