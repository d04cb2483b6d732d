using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Answers;

/// <summary>Answers to <c>votive-core</c> for which no rule holds, and changes to them.</summary>
internal static class Sheets
{
    private const string Neutral = """
        {
          "day.energy": [2, 2, 2, 2, 2, 2, 2, 2, 2],
          "day.demand": ["12"],
          "day.steady": 3,
          "day.drains": ["noise"],
          "day.refills": ["nap"],
          "day.refill.freq": 4,
          "mood.pleasant": 1,
          "mood.arousal": 0,
          "mood.setoffs": ["money-talk"],
          "mood.first10": "quiet",
          "mood.after": 0,
          "go.kept10": 7,
          "ipip.21": 3, "ipip.51": 3, "ipip.81": 3, "ipip.111": 3,
          "ipip.25": 3, "ipip.55": 4, "ipip.85": 3, "ipip.115": 2,
          "go.stall": "none",
          "go.tools": ["record"],
          "go.why": ["liking", "matters", "progress", "people", "guilt"],
          "val.pick": ["learning", "freedom", "making", "order", "play"],
          "val.rank": ["learning", "freedom", "making", "order", "play"],
          "val.lived": { "learning": 2, "freedom": 2, "making": 2, "order": 2, "play": 2 },
          "role.pick": ["worker"],
          "hab.list": [
            { "label": "tea", "times": 1, "auto1": 6, "auto2": 6, "me": 4, "help": 0, "cue": "place", "value": "learning" },
            { "label": "news", "times": 7, "auto1": 3, "auto2": 3, "me": 4, "help": 0, "cue": "time", "value": "order" },
            { "label": "calls", "times": 3, "auto1": 3, "auto2": 4, "me": 5, "help": 1, "cue": "people", "value": "none" }
          ],
          "hab.keystone": "0",
          "id.lines": ["keeps a promise", "asks questions"],
          "id.acts": { "0": 6, "1": 7 },
          "id.strengths": ["planning", "patience"],
          "id.ready.want": 6,
          "id.ready.can": 6,
          "dir.line": "writes every day",
          "dir.far": 5,
          "dir.believe": 6,
          "end.manage": "manageable",
          "end.honest": 5
        }
        """;

    /// <summary>The neutral answers, changed by an object of item id to answer; null takes an answer away.</summary>
    public static AnswerSheet With(string changes = "{}", string locale = "en")
    {
        Assert.True(
            AnswerSheet.TryCreate(InstrumentCatalog.Core, locale, Raw(changes), out var sheet, out var problems),
            string.Join('\n', problems.Select(problem => problem.Message)));
        return sheet;
    }

    /// <summary>The neutral answers with changes, not checked.</summary>
    public static Dictionary<string, JsonElement> Raw(string changes = "{}")
    {
        var answers = JsonNode.Parse(Neutral)!.AsObject();
        foreach (var (id, answer) in JsonNode.Parse(changes)!.AsObject())
        {
            answers[id] = answer?.DeepClone();
        }

        return answers.ToDictionary(answer => answer.Key, answer => JsonSerializer.SerializeToElement(answer.Value), StringComparer.Ordinal);
    }

    /// <summary>One score of the neutral answers with changes.</summary>
    public static Score ScoreOf(string id, string changes = "{}") =>
        OfflineEngine.Analyze(With(changes)).Scores.Single(score => score.Id == id);

    /// <summary>Ids of all rules that hold, selected for the report or not.</summary>
    public static IReadOnlyList<string> RulesThatHold(string changes = "{}") =>
        [.. OfflineEngine.Find(new Reading(With(changes), RuleBook.Shipped.PhrasesIn("en")), isCareless: false).Select(finding => finding.Rule.Id)];
}
