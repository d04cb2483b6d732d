using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Rules for what recurs.</summary>
internal static class PatternRules
{
    /// <summary>P1: the line rises by two steps or more, to a peak of one slot or two beside each other.</summary>
    public static RuleMatch? PeakWindow(Reading reading)
    {
        const int LeastAmplitude = 2;
        const int WidestPeak = 2;
        return reading.Scores.Curve is { Amplitude: >= LeastAmplitude } curve && curve.Peaks[^1] - curve.Peaks[0] < WidestPeak
            ? RuleMatch.Of(
                curve.Peaks.Select(slot => reading.Cite("day.energy", slot)),
                ("peaks", reading.Hours(curve.Peaks)),
                ("dips", reading.Hours(curve.Dips))) with
            {
                Confidence = curve.Amplitude > LeastAmplitude ? Confidence.High : Confidence.Medium,
            }
            : null;
    }

    /// <summary>P4: the usual response to low mood leaves it lower.</summary>
    public static RuleMatch? MoodLoop(Reading reading)
    {
        if (!reading.Facts.Sheet.IsAnswered("mood.first10") || reading.Facts.Number("mood.after") is not < 0)
        {
            return null;
        }

        var hasTrigger = reading.Facts.Sheet.IsAnswered("mood.setoffs");
        return RuleMatch.Of(
            [.. hasTrigger ? [reading.Cite("mood.setoffs", 0)] : Array.Empty<Evidence>(), reading.Cite("mood.first10"), reading.Cite("mood.after")],
            ("trigger", hasTrigger ? reading.Facts.Label("mood.setoffs", 0) : ""),
            ("response", reading.Facts.Label("mood.first10")),
            ("after", reading.Facts.Anchor("mood.after"))) with
        {
            Variant = hasTrigger ? RuleMatch.DefaultVariant : "no-trigger",
            Confidence = reading.Facts.Number("mood.after") == -2 ? Confidence.High : Confidence.Medium,
        };
    }

    /// <summary>P5: the usual response to low mood leaves it higher.</summary>
    public static RuleMatch? GoodLoop(Reading reading) =>
        reading.Facts.Sheet.IsAnswered("mood.first10") && reading.Facts.Number("mood.after") is > 0 and var after
            ? RuleMatch.Of(
                reading.CiteAll(["mood.first10", "mood.after"]),
                ("response", reading.Facts.Label("mood.first10")),
                ("after", reading.Facts.Anchor("mood.after"))) with
            {
                Confidence = after == 2 ? Confidence.High : Confidence.Medium,
            }
            : null;

    /// <summary>P6: self-discipline and temptation resistance differ by more than their noise.</summary>
    public static RuleMatch? StartIsNotResist(Reading reading) =>
        reading.Scores.AreStartAndResistDifferent
            ? RuleMatch.Of(
                reading.CiteAll(reading.Facts.Sheet.Instrument.Scores.First(score => score.Id == "start-resist-difference").Items),
                ("discipline", reading.Phrases.Number(reading.Scores["self-discipline"]!.Value)),
                ("resistance", reading.Phrases.Number(reading.Scores["temptation-resistance"]!.Value))) with
            {
                Variant = reading.Scores["start-resist-difference"] < 0 ? "start-lower" : "resist-lower",
            }
            : null;

    /// <summary>P7: plans stop at a named place, and at most six of ten promises were kept.</summary>
    public static RuleMatch? StallType(Reading reading)
    {
        const int MostKept = 6;
        return reading.Facts.Choice("go.stall") is { } stall && stall != LeverageRules.NoStall && reading.Facts.Number("go.kept10") is <= MostKept and var kept
            ? RuleMatch.Of(
                reading.CiteAll(["go.stall", "go.kept10"]),
                ("stall", reading.Facts.Label("go.stall")),
                ("kept", Phrases.Whole(kept)))
            : null;
    }

    /// <summary>P8: at least three habits share a kind of cue that can be named: at least 60 % of those asked about and answered, "not sure" among them.</summary>
    public static RuleMatch? CueStyle(Reading reading)
    {
        const int FewestHabits = 3;
        const decimal LeastShare = 0.6m;
        var answered = reading.Facts.Habits.Where(habit => habit.Cue is not null).ToList();
        var common = answered.Where(habit => habit.Cue != Habit.UnsureCue).GroupBy(habit => habit.Cue).MaxBy(group => group.Count())?.ToList();
        return common is { Count: >= FewestHabits } && common.Count >= LeastShare * answered.Count
            ? RuleMatch.Of(
                common.Select(habit => reading.Cite(habit, "cue")),
                ("cue", reading.CueLabel(common[0])),
                ("count", Phrases.Whole(common.Count)),
                ("total", Phrases.Whole(answered.Count)))
            : null;
    }

    /// <summary>P9: four strategies or more, with self-discipline below the reference mean by more than the noise of the scale.</summary>
    public static RuleMatch? SystemsOverGrit(Reading reading) =>
        reading.Scores["strategy-count"] is >= 4 and var count && reading.Scores.SideOfReference("self-discipline") == -1
            ? RuleMatch.Of(
                reading.CiteAll(["go.tools", .. reading.DisciplineItems]),
                ("count", reading.Phrases.Number(count)),
                ("discipline", reading.Phrases.Number(reading.Scores["self-discipline"]!.Value)),
                ("mean", reading.Phrases.Number(reading.Scores.ReferenceMean("self-discipline"))))
            : null;

    /// <summary>P11: the value in first place was there a lot.</summary>
    public static RuleMatch? FirstValueLived(Reading reading) =>
        reading.Facts.AreValuesRanked && reading.Facts.Values is [{ Lived: >= 3 } first, ..]
            ? RuleMatch.Of(
                [reading.Cite("val.rank", first.Position), reading.Cite("val.lived", first.Position)],
                ("value", first.Text),
                ("lived", reading.Lived(first)))
            : null;

    /// <summary>P12: a line about oneself showed on 12 or more of 14 days; the one that showed most.</summary>
    public static RuleMatch? SaidAndDone(Reading reading)
    {
        const int FewestDays = 12;
        return reading.Facts.Lines.Where(line => line.Acts >= FewestDays).MaxBy(line => line.Acts) is { } line
            ? RuleMatch.Of(
                [reading.Cite(line), reading.Cite("id.acts", line.ActsRow)],
                ("line", Phrases.Fold(line.Text)),
                ("acts", Phrases.Whole(line.Acts!.Value)))
            : null;
    }
}
