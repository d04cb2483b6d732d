using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;

namespace Votive.Web.Questionnaire.Forms;

/// <summary>
/// Turns form fields into an answer and back. It knows shapes only: limits, options and the like are checked by
/// <see cref="AnswerSheet.Check"/>, so that a form and the JSON interface refuse the same things.
/// </summary>
internal static class AnswerForm
{
    /// <summary>The answer to <paramref name="item"/> that the fields hold.</summary>
    public static ReadAnswer Read(InstrumentItem item, FormFields fields) => item.Type switch
    {
        ItemType.Grid => ReadGrid(item, fields),
        ItemType.Scale or ItemType.Ruler or ItemType.Count => ReadNumber(fields, item.Id),
        ItemType.Time or ItemType.Text => ReadText(fields, item.Id),
        ItemType.Single => ReadSingle(item, fields),
        ItemType.Multi => ReadMulti(item, fields),
        ItemType.Rank => ReadRank(item, fields),
        ItemType.List => ReadList(item, fields),
        ItemType.Matrix => ReadMatrix(item, fields),
        ItemType.Repeat => ReadRepeat(item, fields),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item.Type, "No form for this type."),
    };

    /// <summary>Adds the fields that show <paramref name="answer"/>. A part that does not fit the item's type is left out.</summary>
    public static void Write(InstrumentItem item, JsonElement answer, FormFields fields)
    {
        switch (item.Type)
        {
            case ItemType.Grid:
                foreach (var (option, level) in item.Options.Zip(Elements(answer)))
                {
                    WriteValue(FieldName.Row(item.Id, option.Id), level, fields);
                }

                break;
            case ItemType.Single:
                WriteChoice(item.Id, answer, fields);
                break;
            case ItemType.Multi:
                foreach (var choice in Elements(answer))
                {
                    WriteChoice(item.Id, choice, fields);
                }

                break;
            case ItemType.Rank:
                foreach (var (position, choice) in Elements(answer).Index())
                {
                    if (choice.ValueKind == JsonValueKind.String)
                    {
                        fields.Add(FieldName.Row(item.Id, choice.GetString()!), FieldName.Index(position + 1));
                    }
                }

                break;
            case ItemType.List:
                foreach (var (index, line) in Elements(answer).Index())
                {
                    WriteValue(FieldName.Row(item.Id, index), line, fields);
                }

                break;
            case ItemType.Matrix:
                foreach (var row in Members(answer))
                {
                    WriteRow(FieldName.Row(item.Id, row.Name), row.Value, fields);
                }

                break;
            case ItemType.Repeat:
                foreach (var (index, group) in Elements(answer).Index())
                {
                    WriteRow(FieldName.Row(item.Id, index), group, fields);
                }

                break;
            default:
                WriteValue(item.Id, answer, fields);
                break;
        }
    }

    private static ReadAnswer ReadGrid(InstrumentItem item, FormFields fields)
    {
        var levels = new JsonArray();
        foreach (var option in item.Options)
        {
            if (!TryReadNumber(fields, FieldName.Row(item.Id, option.Id), out var level))
            {
                return ReadAnswer.Refused(AnswerProblemCode.WrongType);
            }

            levels.Add(level is { } value ? JsonValue.Create(value) : null);
        }

        return levels.Any(level => level is not null) ? Answer(levels) : ReadAnswer.Nothing;
    }

    private static ReadAnswer ReadNumber(FormFields fields, string name) =>
        !TryReadNumber(fields, name, out var number) ? ReadAnswer.Refused(AnswerProblemCode.WrongType)
        : number is { } value ? Answer(JsonValue.Create(value))
        : ReadAnswer.Nothing;

    private static ReadAnswer ReadText(FormFields fields, string name) =>
        fields.First(name) is { } text ? Answer(JsonValue.Create(NormalizeLines(text))) : ReadAnswer.Nothing;

    private static ReadAnswer ReadSingle(InstrumentItem item, FormFields fields) => fields.First(item.Id) switch
    {
        // Words without the button beside them are meant all the same.
        null or FieldName.OtherValue when item.AllowsOther => OtherWords(item, fields) is { } other ? Answer(other) : ReadAnswer.Nothing,
        null => ReadAnswer.Nothing,
        var choice => Answer(JsonValue.Create(choice)),
    };

    private static ReadAnswer ReadMulti(InstrumentItem item, FormFields fields)
    {
        var choices = new JsonArray();
        foreach (var choice in fields.All(item.Id).Where(choice => choice is not ("" or FieldName.OtherValue)))
        {
            choices.Add(JsonValue.Create(choice));
        }

        if (item.AllowsOther && OtherWords(item, fields) is { } other)
        {
            choices.Add(other);
        }

        return choices.Count > 0 ? Answer(choices) : ReadAnswer.Nothing;
    }

    private static ReadAnswer ReadRank(InstrumentItem item, FormFields fields)
    {
        var placed = new SortedList<int, string>();
        foreach (var (name, row) in Rows(item, fields))
        {
            if (!TryReadNumber(fields, name, out var position))
            {
                return ReadAnswer.Refused(AnswerProblemCode.WrongType);
            }

            if (position is { } place && !placed.TryAdd(place, row))
            {
                return ReadAnswer.Refused(AnswerProblemCode.Duplicate);
            }
        }

        // Places 1 and 3 without a 2 still say which comes first.
        return placed.Count > 0 ? Answer(new JsonArray([.. placed.Values.Select(row => (JsonNode)JsonValue.Create(row))])) : ReadAnswer.Nothing;
    }

    private static ReadAnswer ReadList(InstrumentItem item, FormFields fields)
    {
        var lines = new JsonArray();
        var kept = new List<int>();
        foreach (var index in Indexes(item, fields))
        {
            if (fields.First(FieldName.Row(item.Id, index)) is { } line)
            {
                lines.Add(JsonValue.Create(NormalizeLines(line)));
                kept.Add(index);
            }
        }

        return kept.Count > 0 ? Answer(lines) with { KeptLines = kept } : ReadAnswer.Nothing with { KeptLines = kept };
    }

    private static ReadAnswer ReadMatrix(InstrumentItem item, FormFields fields)
    {
        var rows = new JsonObject();
        foreach (var (name, row) in Rows(item, fields))
        {
            var separator = row.IndexOf(':', StringComparison.Ordinal);
            if (!TryReadNumber(fields, name, out var number) || (separator >= 0) != (item.Fields.Count > 0))
            {
                return ReadAnswer.Refused(AnswerProblemCode.WrongType);
            }

            if (number is not { } value)
            {
                continue;
            }

            if (separator < 0)
            {
                rows[row] = value;
                continue;
            }

            var key = row[..separator];
            if (rows[key] is not JsonObject cells)
            {
                rows[key] = cells = [];
            }

            cells[row[(separator + 1)..]] = value;
        }

        return rows.Count > 0 ? Answer(rows) : ReadAnswer.Nothing;
    }

    private static ReadAnswer ReadRepeat(InstrumentItem item, FormFields fields)
    {
        var groups = new JsonArray();
        var kept = new List<int>();
        foreach (var index in Indexes(item, fields))
        {
            var group = new JsonObject();
            foreach (var field in item.Fields)
            {
                var name = FieldName.Cell(item.Id, index, field.Id);
                if (field.Type is ItemType.Text or ItemType.Single)
                {
                    if (fields.First(name) is { } text)
                    {
                        group[field.Id] = NormalizeLines(text);
                    }
                }
                else if (!TryReadNumber(fields, name, out var number))
                {
                    return ReadAnswer.Refused(AnswerProblemCode.WrongType);
                }
                else if (number is { } value)
                {
                    group[field.Id] = value;
                }
            }

            if (group.Count > 0 && item.Fields.All(field => !field.Required || group.ContainsKey(field.Id)))
            {
                groups.Add(group);
                kept.Add(index);
            }
        }

        return kept.Count > 0 ? Answer(groups) with { KeptLines = kept } : ReadAnswer.Nothing with { KeptLines = kept };
    }

    private static ReadAnswer Answer(JsonNode node) => new(JsonSerializer.SerializeToElement(node));

    private static JsonObject? OtherWords(InstrumentItem item, FormFields fields) =>
        fields.First(FieldName.Other(item.Id)) is { } words ? new JsonObject { ["other"] = NormalizeLines(words) } : null;

    /// <summary>Absent is a number too: none.</summary>
    private static bool TryReadNumber(FormFields fields, string name, out int? number)
    {
        number = null;
        if (fields.First(name) is not { } text)
        {
            return true;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        number = value;
        return true;
    }

    /// <summary>Browsers send CR LF in text areas; an answer counts one character per line end.</summary>
    private static string NormalizeLines(string text) => text.ReplaceLineEndings("\n");

    private static IEnumerable<(string Name, string Row)> Rows(InstrumentItem item, FormFields fields)
    {
        var prefix = item.Id + ":";
        return fields.Names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (name, name[prefix.Length..]));
    }

    /// <summary>Line or group numbers that the form names, ascending; numbers beyond the limit of any item are not looked at.</summary>
    private static IEnumerable<int> Indexes(InstrumentItem item, FormFields fields) =>
        Rows(item, fields)
            .Select(row => row.Row.Split(':')[0])
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
            .Where(index => index is >= 0 and < 100)
            .Distinct()
            .Order();

    private static void WriteChoice(string name, JsonElement choice, FormFields fields)
    {
        if (choice.ValueKind != JsonValueKind.Object)
        {
            WriteValue(name, choice, fields);
        }
        else if (choice.TryGetProperty("other", out var words))
        {
            fields.Add(name, FieldName.OtherValue);
            WriteValue(FieldName.Other(name), words, fields);
        }
    }

    private static void WriteRow(string name, JsonElement row, FormFields fields)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            WriteValue(name, row, fields);
            return;
        }

        foreach (var cell in Members(row))
        {
            WriteValue(FieldName.Row(name, cell.Name), cell.Value, fields);
        }
    }

    private static void WriteValue(string name, JsonElement value, FormFields fields)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            fields.Add(name, value.ToString());
        }
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object ? answer.EnumerateObject() : default;
}
