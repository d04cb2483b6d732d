using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Scoring;

/// <summary>A sum of scale items, reverse items turned round, missing ones prorated.</summary>
internal static class SumScale
{
    /// <summary>The sum over all items of the score.</summary>
    /// <returns>A missing value when fewer than <see cref="ScoreDefinition.MinAnswered"/> items have an answer.</returns>
    public static ScoreValue Of(Facts facts, ScoreDefinition score)
    {
        var keyed = score.Items.Select(id => Keyed(facts, id)).OfType<int>().ToList();
        if (keyed.Count < score.MinAnswered)
        {
            return ScoreValue.Missing(keyed.Count == 0 ? NullReasons.NotAnswered : NullReasons.TooFewAnswers);
        }

        var mean = (decimal)keyed.Sum() / keyed.Count;
        return ScoreValue.Of(mean * score.Items.Count) with { Band = score.Norm?.Band90 };
    }

    /// <summary>The answer in the direction of the scored trait; null without an answer.</summary>
    public static int? Keyed(Facts facts, string itemId)
    {
        var item = facts.Sheet.Instrument.FindItem(itemId)!;
        return facts.Number(itemId) is not { } answer ? null
            : item.Reverse ? item.Scale!.Min + item.Scale.Max - answer
            : answer;
    }

    /// <summary>How far the straight and the reversed items of a scale disagree: the difference of their means, both in the scored direction.</summary>
    /// <returns>Null when one of the halves has no answer.</returns>
    public static decimal? HalvesDisagreement(Facts facts, ScoreDefinition score)
    {
        var items = score.Items.Select(id => (Keyed: Keyed(facts, id), facts.Sheet.Instrument.FindItem(id)!.Reverse)).Where(item => item.Keyed is not null).ToList();
        var reversed = items.Where(item => item.Reverse).Select(item => (decimal)item.Keyed!).ToList();
        var straight = items.Where(item => !item.Reverse).Select(item => (decimal)item.Keyed!).ToList();
        return reversed.Count == 0 || straight.Count == 0 ? null : Math.Abs(straight.Average() - reversed.Average());
    }
}
