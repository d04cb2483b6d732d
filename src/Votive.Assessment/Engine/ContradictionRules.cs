using Votive.Assessment.Scoring;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Rules for where two answers pull apart.</summary>
internal static class ContradictionRules
{
    /// <summary>C1: the value in first or second place had little room.</summary>
    public static RuleMatch? TopValueThin(Reading reading)
    {
        const int TopPlaces = 2;
        return reading.Facts.AreValuesRanked && reading.Facts.Values.Take(TopPlaces).FirstOrDefault(value => value.Lived <= 1) is { } thin
            ? RuleMatch.Of(
                [reading.Cite("val.rank", thin.Position), reading.Cite("val.lived", thin.Position)],
                ("value", thin.Text),
                ("rank", Phrases.Whole(thin.Position + 1)),
                ("lived", reading.Lived(thin))) with
            {
                Confidence = thin.Lived == 0 ? Confidence.High : Confidence.Medium,
            }
            : null;
    }

    /// <summary>C3: a line about oneself showed on at most two of 14 days; the one that showed least.</summary>
    public static RuleMatch? ClaimAgainstActs(Reading reading)
    {
        const int MostDays = 2;
        return reading.Facts.Lines.Where(line => line.Acts <= MostDays).MinBy(line => line.Acts) is { } line
            ? RuleMatch.Of(
                [reading.Cite(line), reading.Cite("id.acts", line.ActsRow)],
                ("line", Phrases.Fold(line.Text)),
                ("acts", Phrases.Whole(line.Acts!.Value)))
            : null;
    }

    /// <summary>C4: eight or more promises kept with a low self-view of discipline, or three or fewer with a high one.</summary>
    public static RuleMatch? KeptAgainstSelfView(Reading reading)
    {
        const int ManyKept = 8;
        const int FewKept = 3;
        if (reading.Facts.Number("go.kept10") is not { } kept)
        {
            return null;
        }

        var variant = (reading.Scores.SideOfReference("self-discipline"), kept) switch
        {
            (-1, >= ManyKept) => "record-higher",
            (1, <= FewKept) => "view-higher",
            _ => null,
        };
        return variant is null
            ? null
            : RuleMatch.Of(
                reading.CiteAll(["go.kept10", .. reading.DisciplineItems]),
                ("kept", Phrases.Whole(kept)),
                ("discipline", reading.Phrases.Number(reading.Scores["self-discipline"]!.Value)),
                ("mean", reading.Phrases.Number(reading.Scores.ReferenceMean("self-discipline")))) with
            {
                Variant = variant,
            };
    }

    /// <summary>C5: hard tasks meet at most 60 % of the energy that the best hours hold, and a peak hour is free of them.</summary>
    public static RuleMatch? HardWorkInTheDip(Reading reading)
    {
        if (FindMisplacedWork(reading) is not var (curve, free))
        {
            return null;
        }

        var demand = reading.Facts.DemandSlots.Where(slot => curve[slot] is not null).ToList();
        return RuleMatch.Of(
            [reading.Cite("day.demand"), .. demand.Append(free).Select(slot => reading.Cite("day.energy", slot))],
            ("demand", reading.Hours(demand)),
            ("fit", reading.Phrases.Number(decimal.Round(curve.Fit(demand)!.Value))),
            ("free", reading.Facts.Slot(free)));
    }

    /// <summary>The curve and a peak slot free of hard tasks, where the hard tasks stand in weak hours; else null.</summary>
    public static (EnergyCurve Curve, int FreePeak)? FindMisplacedWork(Reading reading)
    {
        const decimal MostFit = 60;
        return reading.Scores.Curve is { } curve
            && reading.Scores["task-energy-fit"] <= MostFit
            && curve.Peaks.Except(reading.Facts.DemandSlots).ToList() is [var free, ..]
                ? (curve, free)
                : null;
    }

    /// <summary>C7: a habit that runs by itself, is like the person, and harms; the most automatic one.</summary>
    public static RuleMatch? LikeMeAndHarmful(Reading reading)
    {
        const int LikeMeFrom = 5;
        return reading.Facts.Habits.Where(habit => habit is { IsAutomatic: true, LikeMe: >= LikeMeFrom, Help: <= -1 }).MaxBy(habit => habit.Automaticity) is { } habit
            ? RuleMatch.Of(
                [reading.Cite(habit, "auto1", "auto2", "me", "help")],
                ("habit", Phrases.Fold(habit.Label)),
                ("auto", reading.Phrases.Number(habit.Automaticity!.Value)),
                ("me", Phrases.Whole(habit.LikeMe!.Value)),
                ("help", reading.FieldAnchor("help", habit.Help!.Value)))
            : null;
    }
}
