using Votive.Assessment.Answers;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Engine;

/// <summary>Rules for what the answers contain together that the person did not state.</summary>
internal static class BlindSpotRules
{
    /// <summary>B1: something restores, and came on at most two of seven days.</summary>
    public static RuleMatch? UnusedRefill(Reading reading)
    {
        const int MostDays = 2;
        return reading.Facts.Sheet.IsAnswered("day.refills") && reading.Facts.Number("day.refill.freq") is <= MostDays and var days
            ? RuleMatch.Of(
                reading.CiteAll(["day.refills", "day.refill.freq"]),
                ("refills", reading.Refills()),
                ("days", Phrases.Whole(days))) with
            {
                Confidence = days == 0 ? Confidence.High : Confidence.Medium,
            }
            : null;
    }

    /// <summary>B2: the value in first place is served by none of at least four habits, all of which were tied to something or to nothing.</summary>
    public static RuleMatch? OrphanValue(Reading reading)
    {
        const int FewestHabits = 4;
        var habits = reading.Facts.Habits;
        return reading.Facts.AreValuesRanked
            && habits.Count >= FewestHabits
            && habits.All(habit => habit.Value is not null)
            && reading.Facts.Values[0] is var orphan
            && habits.All(habit => habit.Value != orphan.Id)
                ? RuleMatch.Of(
                    [reading.Cite("val.rank", orphan.Position), .. habits.Select(habit => reading.Cite(habit, "value"))],
                    ("value", orphan.Text),
                    ("total", Phrases.Whole(habits.Count)))
                : null;
    }

    /// <summary>B3: the habit that makes the rest easier has no nameable cue, or hardly starts by itself.</summary>
    public static RuleMatch? KeystoneWithoutCue(Reading reading)
    {
        const decimal WeakBelow = 4;
        if (reading.Keystone is not { } keystone)
        {
            return null;
        }

        var variant = keystone.Cue == Habit.UnsureCue ? "no-cue" : keystone.Automaticity < WeakBelow ? "weak" : null;
        return variant is null
            ? null
            : RuleMatch.Of(
                [reading.Cite("hab.keystone"), variant == "weak" ? reading.Cite(keystone, "auto1", "auto2") : reading.Cite(keystone, "cue")],
                ("habit", Phrases.Fold(keystone.Label)),
                ("auto", keystone.Automaticity is { } auto ? reading.Phrases.Number(auto) : "")) with
            {
                Variant = variant,
            };
    }

    /// <summary>B4: the one habit that runs by itself more than all others serves none of the five values.</summary>
    public static RuleMatch? SilentDriver(Reading reading) =>
        reading.Facts.Habits.MaxBy(habit => habit.Automaticity) is { IsAutomatic: true, Value: Habit.NoValue } driver
        && reading.Facts.Habits.Count(habit => habit.Automaticity == driver.Automaticity) == 1
            ? RuleMatch.Of(
                [reading.Cite(driver, "auto1", "auto2", "value")],
                ("habit", Phrases.Fold(driver.Label)),
                ("auto", reading.Phrases.Number(driver.Automaticity!.Value))) with
            {
                Confidence = driver.Automaticity >= 6 ? Confidence.High : Confidence.Medium,
            }
            : null;

    /// <summary>B6: all of at least three nameable cues are feelings.</summary>
    public static RuleMatch? FeelingsOnly(Reading reading)
    {
        const int FewestHabits = 3;
        var cued = reading.Facts.Habits.Where(habit => habit.Cue is not null and not Habit.UnsureCue).ToList();
        return cued.Count >= FewestHabits && cued.All(habit => habit.Cue == "feeling")
            ? RuleMatch.Of(cued.Select(habit => reading.Cite(habit, "cue")), ("total", Phrases.Whole(cued.Count)))
            : null;
    }

    /// <summary>B7: the more a habit runs by itself, the less it is like the person.</summary>
    public static RuleMatch? LowCoherence(Reading reading)
    {
        const decimal MostRho = -0.3m;
        const decimal ChanceLevel = 0.05m;
        return reading.Scores["habit-coherence"] is <= MostRho and var rho && reading.Scores.Coherence is { } coherence
            ? RuleMatch.Of(
                reading.Facts.Habits
                    .Where(habit => habit is { Automaticity: not null, LikeMe: not null })
                    .Select(habit => reading.Cite(habit, "auto1", "auto2", "me")),
                ("n", Phrases.Whole(coherence.Count)),
                ("rho", reading.Phrases.Number(rho)),
                ("p", reading.Phrases.Number(decimal.Round(coherence.Probability, 2)))) with
            {
                Confidence = coherence.Probability <= ChanceLevel ? Confidence.High : Confidence.Low,
            }
            : null;
    }
}
