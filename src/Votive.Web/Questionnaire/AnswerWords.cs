using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;
using Votive.Web.Questionnaire.Forms;

namespace Votive.Web.Questionnaire;

/// <summary>One line of an answer.</summary>
/// <param name="Text">What was said.</param>
/// <param name="More">What belongs to it; null for nothing.</param>
internal sealed record AnswerLine(string Text, string? More = null);

/// <summary>Says an answer as the person would recognise it.</summary>
/// <param name="instrument">The instrument that is answered.</param>
/// <param name="answers">All answers so far.</param>
/// <param name="locale">Language to say it in, one of the instrument's.</param>
internal sealed class AnswerWords(Instrument instrument, IReadOnlyDictionary<string, JsonElement> answers, string locale)
{
    /// <summary>One line per thing that was answered; empty when there is no answer.</summary>
    public IReadOnlyList<AnswerLine> Of(InstrumentItem item)
    {
        if (!answers.TryGetValue(item.Id, out var answer))
        {
            return [];
        }

        return (item.Type, answer.ValueKind) switch
        {
            (ItemType.Grid, JsonValueKind.Array) => [Row(item.Options.Zip(answer.EnumerateArray())
                .Where(slot => slot.Second.ValueKind == JsonValueKind.Number)
                .Select(slot => $"{slot.First.Text[locale]} {Level(item.Scale, slot.Second)}"))],
            (ItemType.Single, _) => [new(Choice(item, answer))],
            (ItemType.Multi, JsonValueKind.Array) => [Row(answer.EnumerateArray().Select(choice => Choice(item, choice)))],
            (ItemType.Rank, JsonValueKind.Array) => [.. answer.EnumerateArray()
                .Select((choice, index) => new AnswerLine(string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {Choice(item, choice)}")))],
            (ItemType.List, JsonValueKind.Array) => [.. answer.EnumerateArray().Select(line => new AnswerLine(line.ToString()))],
            (ItemType.Matrix, JsonValueKind.Object) => [.. Rows(item)
                .Where(row => answer.TryGetProperty(row.Key, out _))
                .Select(row => new AnswerLine($"{row.Text}: {Cells(item, answer.GetProperty(row.Key))}"))],
            (ItemType.Repeat, JsonValueKind.Array) => [.. answer.EnumerateArray().Select(group => Group(item, group))],
            (ItemType.Scale or ItemType.Ruler or ItemType.Count, _) => [new(Level(item.Scale, answer))],
            _ => [new(answer.ToString())],
        };
    }

    private static AnswerLine Row(IEnumerable<string> parts) => new(string.Join(" · ", parts));

    private IEnumerable<(string Key, string Text)> Rows(InstrumentItem item) =>
        item.RowsFrom is { } source
            ? CarriedRows.Chosen(instrument, source, answers, locale).Select(row => (row.Key, row.Text))
            : item.Options.Select(option => (option.Id, option.Text[locale]));

    private string Choice(InstrumentItem item, JsonElement choice) =>
        choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("other", out var words)
            ? words.ToString()
            : Rows(item).FirstOrDefault(row => row.Key == choice.ToString()).Text ?? choice.ToString();

    private string Cells(InstrumentItem item, JsonElement row) =>
        row.ValueKind != JsonValueKind.Object
            ? Level(item.Scale, row)
            : Row(item.Fields
                .Where(field => row.TryGetProperty(field.Id, out _))
                .Select(field => $"{field.Text[locale]}: {Value(field, row.GetProperty(field.Id))}")).Text;

    private AnswerLine Group(InstrumentItem item, JsonElement group)
    {
        var label = item.Fields.FirstOrDefault(field => field.Required);
        var rest = item.Fields
            .Where(field => field != label && group.TryGetProperty(field.Id, out _))
            .Select(field => $"{field.Text[locale]}: {Value(field, group.GetProperty(field.Id))}");
        return new(label is not null && group.TryGetProperty(label.Id, out var name) ? name.ToString() : "", Row(rest).Text);
    }

    private string Value(ItemField field, JsonElement value) => field.Type switch
    {
        ItemType.Single => field.Options.FirstOrDefault(option => option.Id == value.ToString())?.Text[locale]
            ?? (field.OptionsFrom is { } source
                ? CarriedRows.Chosen(instrument, source, answers, locale).FirstOrDefault(row => row.Key == value.ToString())?.Text
                : null)
            ?? value.ToString(),
        ItemType.Scale or ItemType.Count => Level(field.Scale, value),
        _ => value.ToString(),
    };

    /// <summary>The words for a point where it has some, else the number.</summary>
    private string Level(ItemScale? scale, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || scale is null)
        {
            return value.ToString();
        }

        return ScalePoints.Anchor(scale, number, locale) ?? ScalePoints.Label(scale, number);
    }
}
