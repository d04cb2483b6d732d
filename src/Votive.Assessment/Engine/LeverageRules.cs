using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Rules for where a small change moves the most.</summary>
internal static class LeverageRules
{
    /// <summary>The choice of <c>go.stall</c> that says that plans mostly do not stop.</summary>
    public const string NoStall = "none";

    private static readonly string[] TenMinuteRefills = ["walking", "quiet", "talk-one", "nature", "music", "prayer", "play"];

    /// <summary>How well a kind of cue carries something new: what came before is a moment of its own; a feeling is the hardest to notice.</summary>
    private static readonly Dictionary<string, decimal> CueQuality = new(StringComparer.Ordinal)
    {
        ["before"] = 1,
        ["time"] = 0.9m,
        ["place"] = 0.9m,
        ["people"] = 0.7m,
        ["feeling"] = 0.4m,
    };

    /// <summary>Responses to a low mood, and the refill that is the same in other words.</summary>
    private static readonly Dictionary<string, string> SameThing = new(StringComparer.Ordinal)
    {
        ["quiet"] = "quiet",
        ["call"] = "talk-one",
        ["move"] = "walking",
    };

    /// <summary>L1: where C5 holds, from the weakest hour with hard tasks to the free peak hour.</summary>
    public static RuleMatch? MoveOneTask(Reading reading)
    {
        if (ContradictionRules.FindMisplacedWork(reading) is not var (curve, free))
        {
            return null;
        }

        var from = reading.Facts.DemandSlots.Where(slot => curve[slot] is not null).MinBy(slot => curve[slot]);
        return RuleMatch.Of(
            [reading.Cite("day.demand"), reading.Cite("day.energy", from), reading.Cite("day.energy", free)],
            ("from", reading.Facts.Slot(from)),
            ("to", reading.Facts.Slot(free)),
            ("fromLevel", Phrases.Whole(curve[from]!.Value)),
            ("toLevel", Phrases.Whole(curve[free]!.Value)));
    }

    /// <summary>L2: the habit that is most automatic, most often and best cued, and does no harm.</summary>
    public static RuleMatch? BestAnchor(Reading reading)
    {
        const decimal LeastScore = 0.5m;
        return reading.Facts.Habits.MaxBy(AnchorScore) is { } anchor && AnchorScore(anchor) >= LeastScore
            ? RuleMatch.Of(
                [reading.Cite(anchor, "times", "auto1", "auto2", "cue")],
                ("habit", Phrases.Fold(anchor.Label)),
                ("times", Phrases.Whole(anchor.TimesAWeek!.Value)),
                ("auto", reading.Phrases.Number(anchor.Automaticity!.Value)))
            : null;

        static decimal AnchorScore(Habit habit) =>
            habit is { IsAutomatic: true, Automaticity: { } auto, TimesAWeek: { } times, Help: >= 0, Cue: { } cue }
                ? (auto - 1) / 6 * Math.Min(times, 7) / 7 * CueQuality.GetValueOrDefault(cue)
                : 0;
    }

    /// <summary>L3: a habit that helps and half starts by itself, at least three times a week, with a cue that can be named; the most automatic one.</summary>
    public static RuleMatch? NearlyAutomatic(Reading reading) =>
        reading.Facts.Habits
            .Where(habit => habit is { Help: >= 1, Automaticity: >= 4 and <= 5, TimesAWeek: >= 3, Cue: not null and not Habit.UnsureCue })
            .MaxBy(habit => habit.Automaticity) is { } habit
            ? RuleMatch.Of(
                [reading.Cite(habit, "auto1", "auto2", "help", "cue")],
                ("habit", Phrases.Fold(habit.Label)),
                ("help", reading.FieldAnchor("help", habit.Help!.Value)),
                ("auto", reading.Phrases.Number(habit.Automaticity!.Value)))
            : null;

    /// <summary>L4: the widest gap between a value's weight and what was lived of it.</summary>
    public static RuleMatch? OneValueOneHour(Reading reading)
    {
        const decimal LeastGap = 0.25m;
        return reading.Scores.WidestGap is { Gap: >= LeastGap } widest
            ? RuleMatch.Of(
                [reading.Cite("val.rank"), reading.Cite("val.lived")],
                ("value", widest.Value.Text),
                ("rank", Phrases.Whole(widest.Value.Position + 1)),
                ("lived", reading.Lived(widest.Value)))
            : null;
    }

    /// <summary>L5: what is known to help where plans stop, less what is used already; unless more than half of the promises were kept.</summary>
    public static RuleMatch? StallToStrategy(Reading reading)
    {
        const int MostKept = 5;
        if (reading.Facts.Choice("go.stall") is not { } stall || reading.Facts.Number("go.kept10") > MostKept)
        {
            return null;
        }

        var tools = reading.Facts.Choices("go.tools");
        var isTiny = tools.Contains("start-tiny");
        var peaks = reading.Scores.Curve is { IsFlat: false } curve ? reading.Hours(curve.Peaks) : null;
        var variant = stall switch
        {
            "before-start" => (isTiny, tools.Contains("decide-ahead")) switch
            {
                (true, true) => null,
                (true, false) => "before-start.plan",
                (false, true) => "before-start.tiny",
                _ => "before-start",
            },
            "week-one" => (isTiny, tools.Contains("record")) switch
            {
                (true, true) => null,
                (true, false) => "week-one.record",
                (false, true) => "week-one.tiny",
                _ => "week-one",
            },
            "tired" => peaks is null ? "tired" : "tired.peak",
            NoStall => null,
            _ => stall,
        };
        return variant is null
            ? null
            : RuleMatch.Of(
                reading.CiteAll(variant == "tired.peak" ? ["go.stall", "go.tools", "day.energy"] : ["go.stall", "go.tools"]),
                ("stall", reading.Facts.Label("go.stall")),
                ("peaks", peaks ?? "")) with
            {
                Variant = variant,
            };
    }

    /// <summary>L6: where P4 holds and something restores within ten minutes, that instead.</summary>
    public static RuleMatch? SwapResponse(Reading reading)
    {
        if (PatternRules.MoodLoop(reading) is null || !reading.Facts.Sheet.IsAnswered("mood.setoffs"))
        {
            return null;
        }

        // What the person does already, and calls no help, is not proposed again under another name.
        var sameThing = SameThing.GetValueOrDefault(reading.Facts.Choice("mood.first10") ?? "");
        return reading.Facts.Choices("day.refills").Index().Where(refill => TenMinuteRefills.Contains(refill.Item) && refill.Item != sameThing).ToList() is [var (row, _), ..]
            ? RuleMatch.Of(
                [reading.Cite("mood.setoffs", 0), reading.Cite("mood.first10"), reading.Cite("day.refills", row)],
                ("trigger", reading.Facts.Label("mood.setoffs", 0)),
                ("refill", reading.Facts.Label("day.refills", row)),
                ("response", reading.Facts.Label("mood.first10")))
            : null;
    }

    /// <summary>L7: life is too much, or support was asked for.</summary>
    public static RuleMatch? RecoveryFirst(Reading reading)
    {
        if (!reading.NeedsSupport)
        {
            return null;
        }

        var hasRefills = reading.Facts.Sheet.IsAnswered("day.refills");
        return RuleMatch.Of(
            reading.CiteAll(["end.manage", "day.refills"]),
            ("manage", reading.Facts.Label("end.manage")),
            ("refills", hasRefills ? reading.Refills() : "")) with
        {
            Variant = hasRefills ? RuleMatch.DefaultVariant : "no-refills",
            Confidence = Confidence.High,
        };
    }
}
