using Votive.Assessment.Answers;
using Votive.Assessment.Scoring;

namespace Votive.Assessment.Engine;

/// <summary>Signs that answers should be read with care. They lower the confidence of findings; they never block, and never accuse.</summary>
internal static class AnswerQuality
{
    public const string Flat = "flat-answers";
    public const string Contradicting = "contradicting-answers";
    public const string NotFree = "not-free";

    /// <summary>From this difference of the two key halves of a scale on, they contradict each other.</summary>
    private const decimal Contradiction = 2.5m;

    /// <summary>Up to this answer to <c>end.honest</c>, the answers were not free.</summary>
    private const int NotFreeUpTo = 2;

    /// <summary>The signs found, in the order of showing.</summary>
    public static IEnumerable<string> Signs(Facts facts)
    {
        var scales = facts.Sheet.Instrument.Scores.Where(score => score.MinAnswered is not null).ToList();
        var raw = scales.SelectMany(score => score.Items).Select(facts.Number).ToList();
        if (raw.TrueForAll(answer => answer is not null && answer == raw[0]))
        {
            yield return Flat;
        }
        else if (scales.Exists(score => SumScale.HalvesDisagreement(facts, score) > Contradiction))
        {
            yield return Contradicting;
        }

        if (facts.Number("end.honest") <= NotFreeUpTo)
        {
            yield return NotFree;
        }
    }
}
