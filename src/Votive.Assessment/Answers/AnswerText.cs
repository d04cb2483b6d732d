using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>Writes answers as the person would recognise them: labels and own words, never ids.</summary>
internal static class AnswerText
{
    private const string Separator = " · ";

    /// <summary>The whole answer; empty when there is none.</summary>
    public static string Whole(AnswerSheet sheet, InstrumentItem item)
    {
        var answer = sheet[item.Id];
        return item.Type switch
        {
            _ when answer.ValueKind == JsonValueKind.Undefined => "",
            ItemType.Scale or ItemType.Ruler or ItemType.Count => Number(answer.GetInt32(), item.Scale!, sheet.Locale),
            ItemType.Single => Choice(answer, sheet.RowsOf(item)),
            ItemType.Time or ItemType.Text => answer.GetString()!.Trim(),
            ItemType.Matrix => Join(Enumerable.Range(0, sheet.RowsOf(item).Count).Select(row => Row(sheet, item, row))),
            _ => Join(Enumerable.Range(0, answer.GetArrayLength()).Select(row => Row(sheet, item, row))),
        };
    }

    /// <summary>One row of the answer; empty when there is none.</summary>
    public static string Row(AnswerSheet sheet, InstrumentItem item, int row)
    {
        var answer = sheet[item.Id];
        if (item.Type == ItemType.Matrix && answer.ValueKind == JsonValueKind.Object)
        {
            return sheet.RowsOf(item).ElementAtOrDefault(row) is { } source && answer.TryGetProperty(source.Key, out var cell) && !AnswerRows.IsBlank(cell)
                ? $"{source.Text}: {Cell(sheet, item, cell)}"
                : "";
        }

        if (answer.ValueKind != JsonValueKind.Array || row < 0 || row >= answer.GetArrayLength() || AnswerRows.IsBlank(answer[row]))
        {
            return "";
        }

        var entry = answer[row];
        return item.Type switch
        {
            ItemType.Grid => $"{item.Options[row].Text[sheet.Locale]}: {Number(entry.GetInt32(), item.Scale!, sheet.Locale)}",
            ItemType.Multi => Choice(entry, sheet.RowsOf(item)),
            ItemType.Rank => $"{(row + 1).ToString(CultureInfo.InvariantCulture)}. {Choice(entry, sheet.RowsOf(item))}",
            ItemType.List => entry.GetString()!.Trim(),
            ItemType.Repeat => Fields(sheet, entry, item.Fields),
            _ => "",
        };
    }

    /// <summary>A group's label and those of its fields that are named, in the order of naming.</summary>
    public static string Fields(AnswerSheet sheet, JsonElement group, IEnumerable<ItemField> fields) =>
        Join(fields.Select(field => group.TryGetProperty(field.Id, out var value) && !AnswerRows.IsBlank(value)
            ? field switch
            {
                { Type: ItemType.Text, Required: true } => value.GetString()!.Trim(),
                _ => $"{field.Text[sheet.Locale]}: {Field(sheet, field, value)}",
            }
            : ""));

    /// <summary>A number with its words: the label and the number, or the number and the range, unless that is open.</summary>
    public static string Number(int number, ItemScale scale, string locale)
    {
        var plain = Plain(number);
        if (scale.Anchors.FirstOrDefault(anchor => anchor.Value == number) is { } anchor)
        {
            return $"{anchor.Text[locale]} ({plain})";
        }

        const int Open = 99;
        return scale switch
        {
            { Max: Open } => plain,
            { Min: 0 } => $"{plain}/{Plain(scale.Max)}",
            _ => $"{plain} ({Plain(scale.Min)}–{Plain(scale.Max)})",
        };
    }

    private static string Cell(AnswerSheet sheet, InstrumentItem item, JsonElement cell) =>
        item.Fields.Count == 0 ? Number(cell.GetInt32(), item.Scale!, sheet.Locale) : Fields(sheet, cell, item.Fields);

    private static string Field(AnswerSheet sheet, ItemField field, JsonElement value) => field.Type switch
    {
        ItemType.Single => Choice(value, sheet.ChoicesOf(field)),
        ItemType.Text => value.GetString()!.Trim(),
        _ => Number(value.GetInt32(), field.Scale!, sheet.Locale),
    };

    /// <summary>The label of one choice, or the person's own words.</summary>
    public static string Choice(JsonElement choice, IReadOnlyList<AnswerRow> rows) =>
        AnswerRows.OtherOf(choice) ?? rows.FirstOrDefault(row => row.Key == AnswerRows.TextOf(choice))?.Text ?? "";

    private static string Plain(int number) =>
        number < 0 ? "−" + Math.Abs(number).ToString(CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);

    private static string Join(IEnumerable<string> parts) => string.Join(Separator, parts.Where(part => part.Length > 0));
}
