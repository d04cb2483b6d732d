using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>The rows and choices that one answer gives to other items. Reads what it can also from an answer that is not valid.</summary>
internal static class AnswerRows
{
    private const string OtherKey = "other";

    /// <summary>The rows or choices of an item.</summary>
    public static IReadOnlyList<AnswerRow> Of(
        Instrument instrument, InstrumentItem item, IReadOnlyDictionary<string, JsonElement> answers, string locale) =>
        item.RowsFrom is { } source ? From(instrument, source, answers, locale) : Own(item.Options, locale);

    /// <summary>The choices of a field.</summary>
    public static IReadOnlyList<AnswerRow> Of(
        Instrument instrument, ItemField field, IReadOnlyDictionary<string, JsonElement> answers, string locale) =>
        field.OptionsFrom is { } source
            ? [.. From(instrument, source, answers, locale), .. Own(field.Options, locale)]
            : Own(field.Options, locale);

    /// <summary>Whether an answer counts as none: null, blank, or made of nothing but nulls and blanks.</summary>
    public static bool IsEmpty(InstrumentItem item, JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => IsBlank(answer),
        JsonValueKind.Array => answer.EnumerateArray().All(entry => item.Type == ItemType.Repeat ? IsEmptyGroup(item, entry) : IsBlank(entry)),
        JsonValueKind.Object => item.Type == ItemType.Matrix && answer.EnumerateObject().All(row => IsBlank(row.Value)),
        _ => false,
    };

    /// <summary>Whether a group of a repeat counts as none: one of its required fields is missing.</summary>
    public static bool IsEmptyGroup(InstrumentItem item, JsonElement group) =>
        group.ValueKind is JsonValueKind.Null
        || (group.ValueKind == JsonValueKind.Object
            && (item.Fields.Any(field => field.Required && (!group.TryGetProperty(field.Id, out var value) || IsBlank(value)))
                || group.EnumerateObject().All(member => IsBlank(member.Value))));

    /// <summary>Whether a line, entry or field counts as none.</summary>
    public static bool IsBlank(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.String && TextOf(value) is { } text && string.IsNullOrWhiteSpace(text));

    /// <summary>The text of a string; null for any other value and for text that is not valid Unicode.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // JSON can name half of a surrogate pair, which no text can hold.
            return null;
        }
    }

    /// <summary>The person's own words in a choice such as <c>{ "other": "own words" }</c>; null for any other value.</summary>
    public static string? OtherOf(JsonElement choice) =>
        choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty(OtherKey, out var words) ? TextOf(words)?.Trim() : null;

    private static List<AnswerRow> Own(IReadOnlyList<ItemOption> options, string locale) =>
        [.. options.Select(option => new AnswerRow(option.Id, option.Text[locale]))];

    private static IReadOnlyList<AnswerRow> From(
        Instrument instrument, string sourceId, IReadOnlyDictionary<string, JsonElement> answers, string locale)
    {
        var source = instrument.FindItem(sourceId)!;
        var choices = source.Type is ItemType.Single or ItemType.Multi or ItemType.Rank ? Of(instrument, source, answers, locale) : [];
        if (!answers.TryGetValue(sourceId, out var answer) || IsEmpty(source, answer))
        {
            return source.RowsFrom is null ? [] : choices;
        }

        return source.Type switch
        {
            ItemType.Single => Chosen([answer], choices),
            ItemType.Multi or ItemType.Rank when answer.ValueKind == JsonValueKind.Array => Chosen(answer.EnumerateArray(), choices),
            ItemType.List when answer.ValueKind == JsonValueKind.Array => Numbered(answer, line => IsBlank(line) ? null : TextOf(line)),
            ItemType.Repeat when answer.ValueKind == JsonValueKind.Array => Numbered(answer, group => LabelOf(source, group)),
            _ => [],
        };
    }

    private static List<AnswerRow> Chosen(IEnumerable<JsonElement> chosen, IReadOnlyList<AnswerRow> choices)
    {
        var rows = new List<AnswerRow>();
        var others = 0;
        foreach (var choice in chosen)
        {
            if (choices.FirstOrDefault(known => known.Key == TextOf(choice)) is { } row)
            {
                rows.Add(row);
            }
            else if (OtherOf(choice) is { Length: > 0 } words)
            {
                others++;
                rows.Add(new AnswerRow(others == 1 ? OtherKey : OtherKey + others.ToString(CultureInfo.InvariantCulture), words));
            }
        }

        return rows;
    }

    private static List<AnswerRow> Numbered(JsonElement answer, Func<JsonElement, string?> text) =>
        [.. answer.EnumerateArray()
            .Select((entry, index) => (Key: index.ToString(CultureInfo.InvariantCulture), Text: text(entry)?.Trim()))
            .Where(row => row.Text is not null)
            .Select(row => new AnswerRow(row.Key, row.Text!))];

    private static string? LabelOf(InstrumentItem source, JsonElement group) =>
        group.ValueKind == JsonValueKind.Object
        && !IsEmptyGroup(source, group)
        && source.Fields.FirstOrDefault(field => field.Type == ItemType.Text) is { } label
        && group.TryGetProperty(label.Id, out var text)
            ? TextOf(text)
            : null;
}
