using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Verification;

/// <summary>What a model is given: the offline engine's findings, the scores, and the answers it may read, each with an id to refer to.</summary>
public sealed record ModelBriefing
{
    /// <summary>Most of one answer that leaves, in Unicode code points.</summary>
    public const int MaxAnswerCodePoints = 2_000;

    /// <summary>Most of all answers that leaves, in Unicode code points. An answer that does not fit stays whole where it is.</summary>
    public const int MaxCodePoints = 24_000;

    /// <summary>Language to answer in.</summary>
    public required string Language { get; init; }

    /// <summary>Findings of the offline engine that rest on nothing but answers that leave.</summary>
    public required IReadOnlyList<BriefingFinding> Findings { get; init; }

    /// <summary>Scores that have a value and rest on nothing but answers that leave.</summary>
    public required IReadOnlyList<BriefingScore> Scores { get; init; }

    /// <summary>Answers that may leave, cleaned of control, bidirectional and tag characters, in the instrument's order.</summary>
    public required IReadOnlyList<BriefingAnswer> Answers { get; init; }

    /// <summary>Where each of <see cref="Answers"/> stands in the sheet, by its ref.</summary>
    internal IReadOnlyDictionary<string, AnswerPlace> Places { get; private init; } = new Dictionary<string, AnswerPlace>();

    /// <summary>
    /// Selects what leaves: items that the instrument sends by default, less those withheld and those answered with words of one's own
    /// in place of a choice. What could repeat an answer that stays is left out too: answers whose rows or choices come from it, and
    /// findings and scores that rest on it.
    /// </summary>
    public static ModelBriefing Create(AnswerSheet answers, Analysis analysis, IReadOnlyCollection<string> withhold)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(withhold);
        var places = Select(answers, withhold);
        var sent = places.Select(place => place.Item.Id).ToHashSet(StringComparer.Ordinal);
        var leaving = analysis.Parts()
            .SelectMany(part => part.Insights.Select(insight => (part.Name, Insight: insight)))
            .Where(row => row.Insight.Evidence.All(evidence => sent.Contains(evidence.Item)));
        return new ModelBriefing
        {
            Language = answers.Locale,
            Findings = [.. leaving.Select(row => new BriefingFinding($"f:{row.Insight.Id}", row.Name, Clean($"{row.Insight.Title}. {row.Insight.Text}")))],
            Scores =
            [
                .. from score in analysis.Scores
                   where score.Raw is not null && answers.Instrument.Scores.Any(definition => definition.Id == score.Id && RestsOn(answers, definition.Items, sent))
                   select new BriefingScore($"s:{score.Id}", score.Name, score.Raw!.Value, score.Min, score.Max),
            ],
            Answers = [.. places.Select(place => new BriefingAnswer(place.Ref, place.Question, place.Words.Text))],
            Places = places.ToDictionary(place => place.Ref, StringComparer.Ordinal),
        };
    }

    /// <summary>The briefing as the one JSON document that goes into the user turn. The same briefing gives the same bytes; no <c>&lt;</c> stands in it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContractJson.Options);

    private static List<AnswerPlace> Select(AnswerSheet answers, IReadOnlyCollection<string> withhold)
    {
        var selected = new List<AnswerPlace>();
        var left = MaxCodePoints;
        foreach (var item in answers.Instrument.Items.Where(item => answers.IsAnswered(item.Id) && answers.IsShown(item) && Leaves(answers, item, withhold)))
        {
            var places = AnswerPlace.Of(answers, item).ToList();
            var length = places.Sum(place => Runes(place.Words.Text));
            if (length <= left)
            {
                selected.AddRange(places);
                left -= length;
            }
        }

        return selected;
    }

    /// <summary>Whether the item may leave, and every item that its rows and choices come from.</summary>
    private static bool Leaves(AnswerSheet answers, InstrumentItem item, IReadOnlyCollection<string> withhold) =>
        item.SendToAi
        && !withhold.Contains(item.Id)
        && !HoldsOwnWords(answers[item.Id])
        && item.Fields.Select(field => field.OptionsFrom).Append(item.RowsFrom).OfType<string>()
            .All(source => Leaves(answers, answers.Instrument.FindItem(source)!, withhold));

    private static bool HoldsOwnWords(JsonElement answer) =>
        AnswerRows.OtherOf(answer) is not null
        || (answer.ValueKind == JsonValueKind.Array && answer.EnumerateArray().Any(entry => AnswerRows.OtherOf(entry) is not null));

    private static bool RestsOn(AnswerSheet answers, IReadOnlyList<string> items, HashSet<string> sent) =>
        items.All(item => sent.Contains(item) || !answers.IsAnswered(item));

    private static string Clean(string text) => FoldedText.Of(text).Text;

    private static int Runes(string text) => text.EnumerateRunes().Count();
}
