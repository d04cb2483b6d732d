using Votive.Assessment.Answers;
using Votive.Assessment.Scoring;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>All that a rule may look at: the answers, the scores, and the words of the report's language.</summary>
internal sealed class Reading
{
    /// <summary>Longest quotation from a long text, in UTF-16 units.</summary>
    private const int LongestQuote = 200;

    public Reading(AnswerSheet sheet, Phrases phrases)
    {
        Facts = new Facts(sheet);
        Phrases = phrases;
        Scores = ScoreCard.Compute(Facts, phrases);
    }

    public Facts Facts { get; }

    public Phrases Phrases { get; }

    public ScoreCard Scores { get; }

    /// <summary>Points to a whole answer.</summary>
    public Evidence Cite(string itemId) => new()
    {
        Item = itemId,
        Question = Question(itemId),
        Shown = Facts.Sheet.Show(Facts.Sheet.Instrument.FindItem(itemId)!),
    };

    /// <summary>Points to one row of an answer.</summary>
    public Evidence Cite(string itemId, int row) => new()
    {
        Item = itemId,
        Row = row,
        Question = Question(itemId),
        Shown = Facts.Sheet.Show(Facts.Sheet.Instrument.FindItem(itemId)!, row),
    };

    /// <summary>Points to each of several answers.</summary>
    public IEnumerable<Evidence> CiteAll(IEnumerable<string> itemIds) => itemIds.Where(Facts.Sheet.IsAnswered).Select(id => Cite(id));

    /// <summary>Points to a line about oneself, without the white space around it.</summary>
    public Evidence Cite(LineFact line) => CiteWords("id.lines", line.Row, Facts.Sheet["id.lines"][line.Row].GetString()!);

    /// <summary>Points to a text, or its beginning where it is long.</summary>
    public Evidence CiteText(string itemId) => CiteWords(itemId, null, Facts.Sheet[itemId].GetString()!);

    /// <summary>Points to a habit, and shows only the fields that count.</summary>
    public Evidence Cite(Habit habit, params string[] fieldIds)
    {
        var item = Facts.Sheet.Instrument.FindItem("hab.list")!;
        return new Evidence
        {
            Item = item.Id,
            Row = habit.Row,
            Question = Question(item.Id),
            Shown = AnswerText.Fields(
                Facts.Sheet, Facts.Sheet[item.Id][habit.Row], item.Fields.Where(field => field.Required || fieldIds.Contains(field.Id))),
        };
    }

    /// <summary>Items of the self-discipline scale.</summary>
    public IReadOnlyList<string> DisciplineItems => Facts.Sheet.Instrument.Scores.First(score => score.Id == "self-discipline").Items;

    /// <summary>The habit that makes the rest easier; null where none was named.</summary>
    public Habit? Keystone =>
        Facts.Choice("hab.keystone") is { } key ? Facts.Habits.FirstOrDefault(habit => Phrases.Whole(habit.Row) == key) : null;

    /// <summary>Whether life is too much, or support was asked for.</summary>
    public bool NeedsSupport => Facts.Choice("end.manage") is "too-much" or "support";

    /// <summary>What restores, each in quotation marks.</summary>
    public string Refills() =>
        Phrases.And(Enumerable.Range(0, Facts.Choices("day.refills").Count).Select(row => Phrases.Quote(Facts.Label("day.refills", row))));

    /// <summary>How much of a value there was, in words.</summary>
    public string Lived(ValueFact value) => Facts.Anchor(Facts.Sheet.Instrument.FindItem("val.lived")!.Scale!, value.Lived!.Value);

    /// <summary>What the person reads for a habit's kind of cue.</summary>
    public string CueLabel(Habit habit) =>
        Facts.Sheet.Instrument.FindItem("hab.list")!.Fields.First(field => field.Id == "cue").Options.First(option => option.Id == habit.Cue).Text[Facts.Sheet.Locale];

    /// <summary>Slots as times of day, "06:00 and 08:00".</summary>
    public string Hours(IEnumerable<int> slots) => Phrases.And(slots.Select(Facts.Slot));

    /// <summary>What the person reads for one value of a habit's field, without the number.</summary>
    public string FieldAnchor(string fieldId, int value) =>
        Facts.Anchor(Facts.Sheet.Instrument.FindItem("hab.list")!.Fields.First(field => field.Id == fieldId).Scale!, value);

    private string Question(string itemId) => Facts.Sheet.Instrument.FindItem(itemId)!.Text[Facts.Sheet.Locale];

    private Evidence CiteWords(string itemId, int? row, string raw)
    {
        var start = raw.Length - raw.TrimStart().Length;
        var end = raw.TrimEnd().Length;
        if (end - start > LongestQuote)
        {
            var lastSpace = raw.LastIndexOf(' ', start + LongestQuote, LongestQuote);
            end = lastSpace > start ? lastSpace : start + LongestQuote;
            end -= char.IsHighSurrogate(raw[end - 1]) ? 1 : 0;
        }

        return new Evidence { Item = itemId, Row = row, Start = start, End = end, Question = Question(itemId), Shown = raw[start..end] };
    }
}
