using System.Globalization;
using System.Text.Json;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Answers;

/// <summary>What a sheet of <c>votive-core</c> says, read once into the types that scores and rules compute with.</summary>
internal sealed class Facts
{
    public Facts(AnswerSheet sheet)
    {
        Sheet = sheet;
        Energy = ReadEnergy();
        DemandSlots = Slots("day.demand");
        Habits = ReadHabits();
        Values = ReadValues();
        Lines = ReadLines();
    }

    public AnswerSheet Sheet { get; }

    /// <summary>Energy level per slot, 0 to 4; null where it was skipped; empty without an answer.</summary>
    public IReadOnlyList<int?> Energy { get; }

    /// <summary>Slots of the hardest tasks, as positions in <see cref="Energy"/>, ascending.</summary>
    public IReadOnlyList<int> DemandSlots { get; }

    /// <summary>Listed habits, in the order of the answer.</summary>
    public IReadOnlyList<Habit> Habits { get; }

    /// <summary>The five values, in the person's order where there is one.</summary>
    public IReadOnlyList<ValueFact> Values { get; }

    /// <summary>Whether the values were put in order.</summary>
    public bool AreValuesRanked => Sheet.IsAnswered("val.rank");

    /// <summary>Lines about oneself, in the order of the answer.</summary>
    public IReadOnlyList<LineFact> Lines { get; }

    /// <summary>A whole number; null without an answer.</summary>
    public int? Number(string itemId) => Sheet[itemId] is { ValueKind: JsonValueKind.Number } answer ? answer.GetInt32() : null;

    /// <summary>The option id of a single; null without an answer and for own words.</summary>
    public string? Choice(string itemId) => AnswerRows.TextOf(Sheet[itemId]);

    /// <summary>The option ids of a multi or rank by position; null for own words; empty without an answer.</summary>
    public IReadOnlyList<string?> Choices(string itemId) =>
        Sheet[itemId] is { ValueKind: JsonValueKind.Array } answer ? [.. answer.EnumerateArray().Select(AnswerRows.TextOf)] : [];

    /// <summary>What the person reads for the choice of a single, or for one position of a multi or rank.</summary>
    public string Label(string itemId, int? row = null)
    {
        var item = Sheet.Instrument.FindItem(itemId)!;
        return AnswerText.Choice(row is { } position ? Sheet[itemId][position] : Sheet[itemId], Sheet.RowsOf(item));
    }

    /// <summary>The time of day that a slot of the energy line stands for.</summary>
    public string Slot(int slot) => Sheet.Instrument.FindItem("day.energy")!.Options[slot].Text[Sheet.Locale];

    /// <summary>What the person reads for a number on a labelled scale, without the number.</summary>
    public string Anchor(ItemScale scale, int value) =>
        scale.Anchors.FirstOrDefault(anchor => anchor.Value == value)?.Text[Sheet.Locale] ?? value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the person reads for the answer to a labelled scale, without the number.</summary>
    public string Anchor(string itemId) => Anchor(Sheet.Instrument.FindItem(itemId)!.Scale!, Number(itemId)!.Value);

    private int?[] ReadEnergy() =>
        Sheet["day.energy"] is { ValueKind: JsonValueKind.Array } answer
            ? [.. answer.EnumerateArray().Select(level => level.ValueKind == JsonValueKind.Null ? (int?)null : level.GetInt32())]
            : [];

    private List<int> Slots(string itemId)
    {
        var slots = Sheet.Instrument.FindItem(itemId)!.Options.Select(option => option.Id).ToList();
        return [.. Choices(itemId).Select(id => slots.IndexOf(id!)).Order()];
    }

    private List<Habit> ReadHabits()
    {
        var habits = new List<Habit>();
        if (Sheet["hab.list"] is not { ValueKind: JsonValueKind.Array } answer)
        {
            return habits;
        }

        var item = Sheet.Instrument.FindItem("hab.list")!;
        foreach (var (row, group) in answer.EnumerateArray().Index())
        {
            if (!AnswerRows.IsEmptyGroup(item, group))
            {
                habits.Add(new Habit(
                    row,
                    group.GetProperty("label").GetString()!.Trim(),
                    Field(group, "times"),
                    (Field(group, "auto1") + (decimal?)Field(group, "auto2")) / 2,
                    Field(group, "me"),
                    Field(group, "help"),
                    Word(group, "cue"),
                    Word(group, "value")));
            }
        }

        return habits;

        static int? Field(JsonElement group, string id) =>
            group.TryGetProperty(id, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

        static string? Word(JsonElement group, string id) =>
            group.TryGetProperty(id, out var value) && !AnswerRows.IsBlank(value) ? value.GetString() : null;
    }

    private List<ValueFact> ReadValues()
    {
        var lived = Sheet["val.lived"];
        return
        [
            .. Sheet.RowsOf(Sheet.Instrument.FindItem("val.lived")!).Select((row, position) => new ValueFact(position, row.Key, row.Text, Cell(lived, row.Key))),
        ];
    }

    private List<LineFact> ReadLines()
    {
        var acts = Sheet["id.acts"];
        return
        [
            .. Sheet.RowsOf(Sheet.Instrument.FindItem("id.acts")!).Select((row, position) =>
                new LineFact(int.Parse(row.Key, CultureInfo.InvariantCulture), position, row.Text, Cell(acts, row.Key))),
        ];
    }

    private static int? Cell(JsonElement matrix, string key) =>
        matrix.ValueKind == JsonValueKind.Object && matrix.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetInt32()
            : null;
}

/// <summary>One of the five values.</summary>
/// <param name="Position">Place from 0, in <c>val.rank</c>, in <c>val.lived</c>, and without an order in <c>val.pick</c>.</param>
/// <param name="Id">Option id.</param>
/// <param name="Text">What the person reads.</param>
/// <param name="Lived">How much of it there was, 0 to 4; null where it was skipped.</param>
internal sealed record ValueFact(int Position, string Id, string Text, int? Lived);

/// <summary>One line about oneself.</summary>
/// <param name="Row">Position in <c>id.lines</c>, from 0.</param>
/// <param name="ActsRow">Position among the rows of <c>id.acts</c>, from 0.</param>
/// <param name="Text">The person's words.</param>
/// <param name="Acts">Days of the last 14 on which it showed; null where it was skipped.</param>
internal sealed record LineFact(int Row, int ActsRow, string Text, int? Acts);
