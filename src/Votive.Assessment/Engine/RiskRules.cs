using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Rules for what may go wrong if nothing changes.</summary>
internal static class RiskRules
{
    /// <summary>The rule that hides all other risks: where there is nothing left to change with, it is the only one that counts.</summary>
    public const string EmptyTankId = "rule.r3";

    /// <summary>R1: a far direction that is hard to believe in.</summary>
    public static RuleMatch? TooFar(Reading reading)
    {
        const decimal LeastStrain = 5;
        return reading.Scores["bridge-strain"] is >= LeastStrain
            ? RuleMatch.Of(
                [.. reading.Facts.Sheet.IsAnswered("dir.line") ? [reading.CiteText("dir.line")] : Array.Empty<Evidence>(), reading.Cite("dir.far"), reading.Cite("dir.believe")],
                ("far", Phrases.Whole(reading.Facts.Number("dir.far")!.Value)),
                ("believe", Phrases.Whole(reading.Facts.Number("dir.believe")!.Value)))
            : null;
    }

    /// <summary>R2: much wanting, little confidence.</summary>
    public static RuleMatch? WantAboveCan(Reading reading) =>
        reading.Facts.Number("id.ready.want") is >= 7 and var want && reading.Facts.Number("id.ready.can") is <= 4 and var can
            ? RuleMatch.Of(
                reading.CiteAll(["id.ready.want", "id.ready.can"]),
                ("want", Phrases.Whole(want)),
                ("can", Phrases.Whole(can))) with
            {
                Confidence = want - can >= 6 ? Confidence.High : Confidence.Medium,
            }
            : null;

    /// <summary>R3: recovery on at most one of seven days, and an unpleasant fortnight.</summary>
    public static RuleMatch? EmptyTank(Reading reading) =>
        reading.Facts.Number("day.refill.freq") is <= 1 and var days && reading.Facts.Number("mood.pleasant") is <= -1
            ? RuleMatch.Of(
                reading.CiteAll(["day.refill.freq", "mood.pleasant"]),
                ("days", Phrases.Whole(days)),
                ("mood", reading.Facts.Anchor("mood.pleasant")))
            : null;

    /// <summary>R5: guilt carries first.</summary>
    public static RuleMatch? GuiltEngine(Reading reading) =>
        reading.Facts.Choices("go.why") is ["guilt", ..]
            ? RuleMatch.Of([reading.Cite("go.why", 0)], ("carrier", reading.Facts.Label("go.why", 0)))
            : null;
}
