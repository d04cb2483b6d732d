using System.Text.Json;
using Votive.Assessment.Instruments;
using Votive.Assessment.Tests.Answers;
using Votive.Assessment.Tests.Fixtures;

namespace Votive.Assessment.Tests.Scoring;

public sealed class ScoreTests
{
    private const string Curve = "\"day.energy\": [1, 2, 4, 3, 2, 2, 2, 1, 1]";

    /// <summary>Score, changed answers, value worked out by hand.</summary>
    public static TheoryData<string, string, double> Values => new()
    {
        { "energy-amplitude", $$"""{ {{Curve}} }""", 3 },
        { "energy-amplitude", """{ "day.energy": [null, 0, 4, 3, 2, 2, 2, 1, null] }""", 4 },
        { "task-energy-fit", $$"""{ {{Curve}}, "day.demand": ["10"] }""", 100 },
        { "task-energy-fit", $$"""{ {{Curve}}, "day.demand": ["08", "20"] }""", 42.86 },      // (2 + 1) of (4 + 3)
        { "day-steadiness", """{ "day.steady": 4 }""", 4 },
        { "recovery-access", """{ "day.refill.freq": 0 }""", 0 },
        { "mood-pleasantness", """{ "mood.pleasant": -3 }""", -3 },
        { "mood-arousal", """{ "mood.arousal": 2 }""", 2 },
        { "loop-payoff", """{ "mood.after": -2 }""", -2 },
        { "follow-through", """{ "go.kept10": 9 }""", 9 },
        { "self-discipline", """{ "ipip.25": 5, "ipip.55": 5, "ipip.85": 1, "ipip.115": 1 }""", 20 },
        { "self-discipline", """{ "ipip.25": 1, "ipip.55": 1, "ipip.85": 5, "ipip.115": 5 }""", 4 },
        { "self-discipline", """{ "ipip.25": 5, "ipip.55": 4, "ipip.85": 2, "ipip.115": null }""", 17.33 }, // (5 + 4 + 4) / 3 · 4
        { "temptation-resistance", """{ "ipip.21": 1, "ipip.51": 5, "ipip.81": 4, "ipip.111": 3 }""", 17 },
        { "start-resist-difference", """{ "ipip.25": 5, "ipip.55": 5, "ipip.85": 1, "ipip.115": 1 }""", 2.11 }, // 6.25/3.15 − (−0.45/3.48)
        { "autonomy", """{ "go.why": ["liking", "matters", "progress", "people", "guilt"] }""", 100 },
        { "autonomy", """{ "go.why": ["guilt", "people", "progress", "liking", "matters"] }""", -100 },
        { "autonomy", """{ "go.why": ["people", "liking", "guilt", "matters", "progress"] }""", -36.36 }, // 4 + 2 + .5 − 3 − 2.5 = 1
        { "strategy-count", """{ "go.tools": ["same-time", "remove", "record"] }""", 3 },
        { "strategy-count", """{ "go.tools": ["none"] }""", 0 },
        { "values-alignment", """{ "val.lived": { "learning": 4, "freedom": 4, "making": 4, "order": 4, "play": 4 } }""", 100 },
        { "values-alignment", """{ "val.lived": { "learning": 4, "freedom": 0, "making": 0, "order": 0, "play": 0 } }""", 45.67 },
        { "values-alignment", """{ "val.lived": { "learning": 4, "freedom": 0, "making": 0, "order": 0 } }""", 47.57 }, // 137 of 288
        { "habits-helping", Habits((6, 6, 4, 2), (5, 5, 4, -1), (2, 2, 4, 2)), 50 },
        { "habits-harming", Habits((6, 6, 4, 2), (5, 5, 4, -1), (2, 2, 4, -2)), 50 },
        { "cue-coverage", """{ "hab.list": [{ "label": "a", "cue": "time" }, { "label": "b", "cue": "unsure" }, { "label": "c" }] }""", 50 },
        { "habit-coherence", Habits((1, 1, 2, 0), (2, 2, 1, 0), (3, 3, 3, 0), (4, 4, 4, 0), (5, 5, 5, 0)), 0.9 },
        { "evidence-ratio", """{ "id.acts": { "0": 14, "1": 0 } }""", 50 },
        { "readiness-want", """{ "id.ready.want": 10 }""", 10 },
        { "readiness-can", """{ "id.ready.can": 0 }""", 0 },
        { "bridge-strain", """{ "dir.far": 8, "dir.believe": 3 }""", 5.6 },
    };

    /// <summary>Score, changed answers, reason for having no value.</summary>
    public static TheoryData<string, string, string> MissingValues => new()
    {
        { "energy-amplitude", """{ "day.energy": null }""", "not-answered" },
        { "energy-amplitude", """{ "day.energy": [null, null, null, 4, 3, 2, 2, 1, 1] }""", "too-few-answers" },
        { "task-energy-fit", """{ "day.demand": null }""", "not-answered" },
        { "task-energy-fit", """{ "day.energy": [1, 2, 2, 2, 2, 2, 2, 2, 2] }""", "flat-curve" },
        { "task-energy-fit", """{ "day.energy": [null, 1, 4, 2, 2, 2, 2, 2, 2], "day.demand": ["06"] }""", "too-few-answers" },
        { "day-steadiness", """{ "day.steady": null }""", "not-answered" },
        { "loop-payoff", """{ "mood.first10": null }""", "not-answered" },
        { "self-discipline", """{ "ipip.25": null, "ipip.55": null }""", "too-few-answers" },
        { "self-discipline", """{ "ipip.25": null, "ipip.55": null, "ipip.85": null, "ipip.115": null }""", "not-answered" },
        { "start-resist-difference", """{ "ipip.21": null, "ipip.51": null }""", "too-few-answers" },
        { "autonomy", """{ "go.why": null }""", "not-answered" },
        { "strategy-count", """{ "go.tools": null }""", "not-answered" },
        { "values-alignment", """{ "val.rank": null }""", "not-answered" },
        { "values-alignment", """{ "val.lived": { "learning": 4, "freedom": 4, "making": 4 } }""", "too-few-answers" },
        { "habits-helping", """{ "hab.list": null, "hab.keystone": null }""", "not-answered" },
        { "habits-helping", Habits((4, 5, 4, 2), (2, 2, 4, 2), (2, 2, 4, 2)), "no-automatic-habits" },
        { "habit-coherence", Habits((1, 1, 2, 0), (2, 2, 1, 0), (3, 3, 3, 0), (4, 4, 4, 0)), "too-few-habits" },
        { "habit-coherence", Habits((1, 1, 4, 0), (2, 2, 4, 0), (3, 3, 4, 0), (4, 4, 4, 0), (5, 5, 4, 0)), "no-variation" },
        { "evidence-ratio", """{ "id.acts": null }""", "not-answered" },
        { "evidence-ratio", """{ "id.acts": { "0": 5 } }""", "too-few-answers" },
        { "bridge-strain", """{ "dir.far": null }""", "not-answered" },
    };

    [Theory, MemberData(nameof(Values))]
    public void Answers_GiveTheValueWorkedOutByHand(string score, string changes, double expected)
    {
        var actual = Sheets.ScoreOf(score, changes);

        Assert.Equal((decimal)expected, actual.Raw);
        Assert.Null(actual.NullReason);
    }

    [Theory, MemberData(nameof(MissingValues))]
    public void TooLittleToGoBy_GivesTheReasonAndNoNumber(string score, string changes, string reason)
    {
        var actual = Sheets.ScoreOf(score, changes);

        Assert.Null(actual.Raw);
        Assert.Null(actual.Pomp);
        Assert.Null(actual.BandLow);
        Assert.Equal(reason, actual.NullReason);
    }

    [Fact]
    public void NoiseBand_EndsAtTheEndsOfTheScale()
    {
        var highest = Sheets.ScoreOf("self-discipline", """{ "ipip.25": 5, "ipip.55": 5, "ipip.85": 1, "ipip.115": 2 }""");

        Assert.Equal((16m, 20m), (highest.BandLow, highest.BandHigh));
    }

    [Fact]
    public void PercentOfMaximum_GoesFromTheLowestToTheHighestValue()
    {
        Assert.Equal(0, Sheets.ScoreOf("mood-pleasantness", """{ "mood.pleasant": -3 }""").Pomp);
        Assert.Equal(50, Sheets.ScoreOf("mood-pleasantness", """{ "mood.pleasant": 0 }""").Pomp);
        Assert.Equal(100, Sheets.ScoreOf("mood-pleasantness", """{ "mood.pleasant": 3 }""").Pomp);
    }

    [Fact]
    public void Correlation_SaysItsCountAndChanceLevel() =>
        Assert.Equal("n = 5, p = 0.08 (permutation, two-sided).", Sheets.ScoreOf("habit-coherence", Habits((1, 1, 2, 0), (2, 2, 1, 0), (3, 3, 3, 0), (4, 4, 4, 0), (5, 5, 5, 0))).Note);

    [Fact]
    public void PublishedScales_AgreeWithAnIndependentScorer()
    {
        var vectors = Fixture.Read("ipip-120-c5-n5.json");
        var ids = vectors.GetProperty("items").EnumerateArray().Select(number => $"\"ipip.{number}\"").ToList();

        foreach (var vector in vectors.GetProperty("cases").EnumerateArray())
        {
            var changes = "{" + string.Join(',', ids.Zip(vector.GetProperty("answers").EnumerateArray(), (id, answer) => $"{id}: {answer}")) + "}";

            Assert.Equal(vector.GetProperty("selfDiscipline").GetDecimal(), Sheets.ScoreOf("self-discipline", changes).Raw);
            Assert.Equal(24 - vector.GetProperty("immoderation").GetDecimal(), Sheets.ScoreOf("temptation-resistance", changes).Raw);
        }
    }

    [Fact]
    public void EveryScore_HasACaseWithAValue() =>
        Assert.Equal(
            InstrumentCatalog.Core.Scores.Select(score => score.Id).Order(StringComparer.Ordinal),
            Values.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    private static string Habits(params (int Auto1, int Auto2, int Me, int Help)[] habits) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["hab.keystone"] = null,
        ["hab.list"] = habits.Select(habit => new
        {
            label = "a habit",
            auto1 = habit.Auto1,
            auto2 = habit.Auto2,
            me = habit.Me,
            help = habit.Help,
        }),
    });
}
