using Votive.Assessment.Engine;
using Votive.Assessment.Tests.Answers;

namespace Votive.Assessment.Tests.Engine;

public sealed class RuleTests
{
    private const string Curve = "\"day.energy\": [1, 2, 4, 3, 2, 2, 2, 1, 1]";
    private const string Loop = "\"mood.setoffs\": [\"bad-night\"], \"mood.first10\": \"phone\", \"mood.after\": -1";

    /// <summary>Rule, answers for which it holds, and the nearest answers for which it does not.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "rule.p1", """{ "day.energy": [1, 2, 3, 3, 2, 2, 2, 1, 1] }""", """{ "day.energy": [2, 2, 3, 3, 2, 2, 2, 2, 2] }""" },
        { "rule.p1", """{ "day.energy": [1, 2, 4, 4, 2, 2, 2, 1, 1] }""", """{ "day.energy": [1, 2, 4, 3, 2, 4, 2, 1, 1] }""" },
        { "rule.p4", """{ "mood.after": -1 }""", """{ "mood.after": 0 }""" },
        { "rule.p4", """{ "mood.setoffs": null, "mood.after": -2 }""", """{ "mood.first10": null, "mood.after": -2 }""" },
        { "rule.p5", """{ "mood.after": 1 }""", """{ "mood.after": 0 }""" },
        {
            "rule.p6",
            """{ "ipip.25": 2, "ipip.55": 2, "ipip.85": 4, "ipip.115": 4, "ipip.21": 2, "ipip.51": 4, "ipip.81": 4, "ipip.111": 3 }""",
            """{ "ipip.25": 2, "ipip.55": 2, "ipip.85": 3, "ipip.115": 3, "ipip.21": 2 }"""
        },
        { "rule.p7", """{ "go.stall": "newer", "go.kept10": 6 }""", """{ "go.stall": "newer", "go.kept10": 7 }""" },
        { "rule.p7", """{ "go.stall": "newer", "go.kept10": 3 }""", """{ "go.stall": "none", "go.kept10": 3 }""" },
        { "rule.p8", Habits(H(cue: "time"), H(cue: "time"), H(cue: "time"), H(cue: "place"), H(cue: "people")), Habits(H(cue: "time"), H(cue: "time"), H(cue: "place"), H(cue: "people")) },
        { "rule.p8", Habits(H(cue: "time"), H(cue: "time"), H(cue: "time"), H(cue: "unsure"), H(cue: "unsure")), Habits(H(cue: "time"), H(cue: "time"), H(cue: "time"), H(cue: "unsure"), H(cue: "unsure"), H(cue: "unsure")) },
        { "rule.p8", Habits(H(cue: "time"), H(cue: "time"), H(cue: "time")), Habits(H(cue: "unsure"), H(cue: "unsure"), H(cue: "unsure")) },
        {
            "rule.p9",
            """{ "go.tools": ["same-time", "remove", "night-before", "record"], "ipip.25": 2, "ipip.55": 2, "ipip.85": 3, "ipip.115": 3 }""",
            """{ "go.tools": ["same-time", "remove", "record"], "ipip.25": 2, "ipip.55": 2, "ipip.85": 3, "ipip.115": 3 }"""
        },
        { "rule.p11", """{ "val.lived": { "learning": 3 } }""", """{ "val.lived": { "learning": 2, "freedom": 4 } }""" },
        { "rule.p12", """{ "id.acts": { "1": 12 } }""", """{ "id.acts": { "1": 11 } }""" },
        { "rule.c1", """{ "val.lived": { "learning": 4, "freedom": 1 } }""", """{ "val.lived": { "learning": 4, "freedom": 2, "making": 0 } }""" },
        { "rule.c1", """{ "val.lived": { "learning": 0 } }""", """{ "val.rank": null, "val.lived": { "learning": 0 } }""" },
        { "rule.c3", """{ "id.acts": { "0": 2 } }""", """{ "id.acts": { "0": 3 } }""" },
        { "rule.c4", """{ "go.kept10": 8, "ipip.25": 2, "ipip.55": 2, "ipip.85": 3, "ipip.115": 3 }""", """{ "go.kept10": 7, "ipip.25": 2, "ipip.55": 2, "ipip.85": 3, "ipip.115": 3 }""" },
        { "rule.c4", """{ "go.kept10": 3, "ipip.25": 5, "ipip.55": 5, "ipip.85": 2, "ipip.115": 2 }""", """{ "go.kept10": 4, "ipip.25": 5, "ipip.55": 5, "ipip.85": 2, "ipip.115": 2 }""" },
        { "rule.c5", $$"""{ {{Curve}}, "day.demand": ["20"] }""", $$"""{ {{Curve}}, "day.demand": ["12"] }""" },
        { "rule.c5", $$"""{ {{Curve}}, "day.demand": ["08", "20"] }""", $$"""{ {{Curve}}, "day.demand": ["10", "20"] }""" },
        { "rule.c7", Habits(H(auto: 5, me: 5, help: -1)), Habits(H(auto: 5, me: 4, help: -1)) },
        { "rule.c7", Habits(H(auto: 7, me: 7, help: -2)), Habits(H(auto: 4, me: 7, help: -2)) },
        { "rule.b1", """{ "day.refill.freq": 2 }""", """{ "day.refill.freq": 3 }""" },
        { "rule.b1", """{ "day.refill.freq": 0 }""", """{ "day.refills": null, "day.refill.freq": 0 }""" },
        { "rule.b2", Habits(H(value: "play"), H(value: "none"), H(value: "play"), H(value: "order")), Habits(H(value: "learning"), H(value: "none"), H(value: "play"), H(value: "order")) },
        { "rule.b2", Habits(H(value: "play"), H(value: "none"), H(value: "play"), H(value: "order")), Habits(H(value: "play"), H(value: "none"), H(value: "play")) },
        { "rule.b3", Habits(H(auto: 6, cue: "unsure")), Habits(H(auto: 4, cue: "place")) },
        { "rule.b3", Habits(H(auto: 3, cue: "place")), """{ "hab.keystone": null }""" },
        { "rule.b4", Habits(H(auto: 5, value: "none")), Habits(H(auto: 4, value: "none")) },
        { "rule.b4", Habits(H(auto: 7, value: "none"), H(auto: 6, value: "order")), Habits(H(auto: 7, value: "none"), H(auto: 7, value: "order")) },
        { "rule.b6", Habits(H(cue: "feeling"), H(cue: "feeling"), H(cue: "feeling"), H(cue: "unsure")), Habits(H(cue: "feeling"), H(cue: "feeling"), H(cue: "feeling"), H(cue: "time")) },
        {
            "rule.b7",
            Habits(H(auto: 1, me: 7), H(auto: 2, me: 6), H(auto: 3, me: 5), H(auto: 4, me: 4), H(auto: 5, me: 3)),
            Habits(H(auto: 1, me: 7), H(auto: 2, me: 6), H(auto: 3, me: 5), H(auto: 4, me: 4))
        },
        { "rule.l1", $$"""{ {{Curve}}, "day.demand": ["20"] }""", $$"""{ {{Curve}}, "day.demand": ["12"] }""" },
        { "rule.l2", Habits(H(times: 7, auto: 6, cue: "before")), Habits(H(times: 3, auto: 6, cue: "before")) },
        { "rule.l2", Habits(H(times: 7, auto: 5, cue: "before")), Habits(H(times: 7, auto: 4, cue: "before")) },
        { "rule.l2", Habits(H(times: 7, auto: 6, cue: "time")), Habits(H(times: 7, auto: 6, cue: "unsure")) },
        { "rule.l2", Habits(H(times: 7, auto: 6, help: 0)), Habits(H(times: 7, auto: 6, help: -1)) },
        { "rule.l3", Habits(H(times: 3, auto: 4, help: 1)), Habits(H(times: 3, auto: 6, help: 1)) },
        { "rule.l3", Habits(H(times: 3, auto: 5, help: 2)), Habits(H(times: 3, auto: 5, help: 0)) },
        { "rule.l4", """{ "val.lived": { "learning": 1 } }""", """{ "val.lived": { "learning": 2 } }""" },
        { "rule.l5", """{ "go.stall": "slips", "go.kept10": 5 }""", """{ "go.stall": "slips", "go.kept10": 6 }""" },
        { "rule.l5", """{ "go.stall": "before-start", "go.kept10": 5, "go.tools": ["start-tiny"] }""", """{ "go.stall": "before-start", "go.kept10": 5, "go.tools": ["start-tiny", "decide-ahead"] }""" },
        { "rule.l6", """{ "mood.setoffs": ["rushed"], "mood.first10": "quiet", "mood.after": -1, "day.refills": ["walking"] }""", """{ "mood.setoffs": ["rushed"], "mood.first10": "quiet", "mood.after": -1, "day.refills": ["quiet"] }""" },
        { "rule.l6", """{ "mood.setoffs": ["rushed"], "mood.first10": "call", "mood.after": -1, "day.refills": ["quiet"] }""", """{ "mood.setoffs": ["rushed"], "mood.first10": "call", "mood.after": -1, "day.refills": ["talk-one"] }""" },
        { "rule.l6", """{ "mood.setoffs": ["rushed"], "mood.first10": "move", "mood.after": -1, "day.refills": ["quiet"] }""", """{ "mood.setoffs": ["rushed"], "mood.first10": "move", "mood.after": -1, "day.refills": ["walking"] }""" },
        { "rule.l6", $$"""{ {{Loop}}, "day.refills": ["nap", "music"] }""", $$"""{ {{Loop}}, "day.refills": ["nap", "good-food"] }""" },
        { "rule.l7", """{ "end.manage": "too-much" }""", """{ "end.manage": "heavy" }""" },
        { "rule.l7", """{ "end.manage": "support", "day.refills": null }""", """{ "end.manage": null }""" },
        { "rule.r1", """{ "dir.far": 10, "dir.believe": 5 }""", """{ "dir.far": 9, "dir.believe": 5 }""" },
        { "rule.r1", """{ "dir.line": null, "dir.far": 8, "dir.believe": 2 }""", """{ "dir.believe": null, "dir.far": 10 }""" },
        { "rule.r2", """{ "id.ready.want": 7, "id.ready.can": 4 }""", """{ "id.ready.want": 7, "id.ready.can": 5 }""" },
        { "rule.r3", """{ "day.refill.freq": 1, "mood.pleasant": -1 }""", """{ "day.refill.freq": 1, "mood.pleasant": 0 }""" },
        { "rule.r5", """{ "go.why": ["guilt", "liking", "matters", "progress", "people"] }""", """{ "go.why": ["liking", "guilt", "matters", "progress", "people"] }""" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Limit_DecidesWhetherTheRuleHolds(string rule, string holding, string notHolding)
    {
        Assert.Contains(rule, Sheets.RulesThatHold(holding));
        Assert.DoesNotContain(rule, Sheets.RulesThatHold(notHolding));
    }

    [Fact]
    public void NeutralAnswers_HoldNoRule() => Assert.Empty(Sheets.RulesThatHold());

    [Fact]
    public void EveryRule_HasACase() =>
        Assert.Equal(
            RuleBook.Shipped.Rules.Select(rule => rule.Id).Order(StringComparer.Ordinal),
            Cases.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    /// <summary>A habit that makes no rule hold by itself.</summary>
    private static string H(int times = 1, int auto = 3, int me = 4, int help = 0, string cue = "place", string value = "learning") =>
        $$"""{ "label": "a habit", "times": {{times}}, "auto1": {{auto}}, "auto2": {{auto}}, "me": {{me}}, "help": {{help}}, "cue": "{{cue}}", "value": "{{value}}" }""";

    /// <summary>A list of these habits, filled up to three with ones that can't be read; the first is the keystone.</summary>
    private static string Habits(params string[] habits)
    {
        var rows = habits.Concat(Enumerable.Repeat("""{ "label": "something" }""", Math.Max(0, 3 - habits.Length)));
        return $$"""{ "hab.list": [{{string.Join(',', rows)}}], "hab.keystone": "0" }""";
    }
}
