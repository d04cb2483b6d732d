using System.Globalization;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>An answer, or one row of it, that a model may refer to.</summary>
/// <param name="Ref"><c>a:</c> and the item, with the row in brackets where rows are sent one by one: <c>a:hab.list[2]</c>.</param>
/// <param name="Item">The item.</param>
/// <param name="Row">Row from 0; null for the whole answer.</param>
/// <param name="Question">The question in the sheet's locale.</param>
/// <param name="Words">What is sent and searched for quotes.</param>
/// <param name="Own">The answer as it came where it is the person's own words, so that a quote has a place in it; else null.</param>
/// <param name="Shown">The answer as the person would recognise it.</param>
/// <param name="Labels">Names of fields that stand in <paramref name="Words"/>, each with its colon.</param>
internal sealed record AnswerPlace(
    string Ref, InstrumentItem Item, int? Row, string Question, FoldedText Words, string? Own, string Shown, IReadOnlyList<string> Labels)
{
    /// <summary>The places of one answered item: one per row for lines, groups and matrices, else one for the whole.</summary>
    public static IEnumerable<AnswerPlace> Of(AnswerSheet answers, InstrumentItem item)
    {
        if (item.Type is not (ItemType.List or ItemType.Repeat or ItemType.Matrix))
        {
            var own = item.Type == ItemType.Text ? answers[item.Id].GetString() : null;
            yield return Create(answers, item, null, own, answers.Show(item));
            yield break;
        }

        var answer = answers[item.Id];
        var rows = item.Type == ItemType.Matrix ? answers.RowsOf(item).Count : answer.GetArrayLength();
        for (var row = 0; row < rows; row++)
        {
            if (answers.Show(item, row) is { Length: > 0 } shown)
            {
                yield return Create(answers, item, row, item.Type == ItemType.List ? answer[row].GetString() : null, shown);
            }
        }
    }

    /// <summary>Points to the place.</summary>
    public Evidence ToEvidence() => new() { Item = Item.Id, Row = Row, Question = Question, Shown = Shown };

    /// <summary>Points to words at the place; null when they do not stand there, exactly and as whole words, white space aside.</summary>
    public Evidence? Find(string words)
    {
        var folded = FoldedText.Of(words).Text;
        foreach (var at in FoldedText.Find(Words.Text, folded).Where(at => !IsLabel(at, folded.Length)))
        {
            if (Own is null)
            {
                return ToEvidence();
            }

            var (start, end) = Words.SourceOf(at, folded.Length);
            return ToEvidence() with { Start = start, End = end, Shown = Own[start..end] };
        }

        return null;
    }

    /// <summary>Whether a part of the words is only the name of a field, which the person did not choose.</summary>
    private bool IsLabel(int at, int length) => Labels
        .SelectMany(label => FoldedText.Find(Words.Text, label).Select(start => (Start: start, End: start + label.Length)))
        .Any(label => label.Start <= at && at + length <= label.End);

    private static AnswerPlace Create(AnswerSheet answers, InstrumentItem item, int? row, string? own, string shown) => new(
        row is { } index ? string.Create(CultureInfo.InvariantCulture, $"a:{item.Id}[{index}]") : $"a:{item.Id}",
        item,
        row,
        item.Text[answers.Locale],
        FoldedText.Of(own ?? shown).Cut(ModelBriefing.MaxAnswerCodePoints),
        own,
        shown,
        [.. item.Fields.Select(field => FoldedText.Of($"{field.Text[answers.Locale]}:").Text)]);
}
