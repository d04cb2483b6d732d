using System.Text.Json;
using System.Text.Json.Nodes;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;

namespace Votive.Assessment.Tests.Engine;

/// <summary>
/// People who never were: answers drawn item by item from made-up but plausible distributions, so that the share for whom a rule holds can be
/// measured. The same seed gives the same people on every machine.
/// </summary>
internal sealed class SimulatedPeople(ulong seed)
{
    private static readonly string[] Habits =
        ["coffee", "a walk", "scrolling", "tidying", "reading", "snacks at night", "a call home", "overtime", "stretching", "news"];

    private ulong _state = seed;

    public AnswerSheet Next()
    {
        var answers = Answers().ToDictionary(answer => answer.Key, answer => JsonSerializer.SerializeToElement(answer.Value), StringComparer.Ordinal);
        Assert.True(
            AnswerSheet.TryCreate(InstrumentCatalog.Core, "en", answers, out var sheet, out var problems),
            string.Join('\n', problems.Select(problem => problem.Message)));
        return sheet;
    }

    private JsonObject Answers()
    {
        var values = Some("val.pick", 5);
        var ranked = Shuffled(values);
        var discipline = Normal(0, 1);
        var resistance = (0.4 * discipline) + Normal(0, 0.92);
        var habits = ManyHabits(ranked);
        var lines = 2 + Below(3);
        var answers = new JsonObject
        {
            ["day.energy"] = EnergyLine(),
            ["day.demand"] = Demand(),
            ["day.steady"] = Weighted(1, 2, 3, 3, 1) + 1,
            ["day.drains"] = Texts(Some("day.drains", 1 + Below(3))),
            ["day.refills"] = Texts(Some("day.refills", 1 + Below(3))),
            ["day.refill.freq"] = Successes(7, 0.5),
            ["mood.pleasant"] = Near(0.7, 1.3, -3, 3),
            ["mood.arousal"] = Near(0.3, 1.3, -3, 3),
            ["mood.setoffs"] = Texts(Some("mood.setoffs", 1 + Below(3))),
            ["mood.first10"] = Some("mood.first10", 1)[0],
            ["mood.after"] = Weighted(10, 30, 30, 22, 8) - 2,
            ["go.kept10"] = Successes(10, 0.6),
            ["go.stall"] = Options("go.stall")[Weighted(15, 12, 13, 12, 15, 13, 10, 10)],
            ["go.tools"] = Tools(),
            ["go.why"] = Texts(Shuffled(Options("go.why"))),
            ["val.pick"] = Texts(values),
            ["val.rank"] = Texts(ranked),
            ["val.lived"] = Lived(ranked),
            ["role.pick"] = Texts(Some("role.pick", 1 + Below(5))),
            ["hab.list"] = habits,
            ["hab.keystone"] = Keystone(habits),
            ["id.lines"] = Texts(Enumerable.Range(1, lines).Select(line => $"line {line}")),
            ["id.acts"] = new JsonObject(Enumerable.Range(0, lines).Select(line => KeyValuePair.Create($"{line}", (JsonNode?)Near(8, 3.5, 0, 14)))),
            ["id.strengths"] = Texts(Some("id.strengths", 1 + Below(5))),
            ["id.ready.want"] = Near(6.5, 2, 0, 10),
            ["id.ready.can"] = Near(6, 2, 0, 10),
            ["dir.line"] = "does it",
            ["dir.far"] = Near(5.5, 2, 0, 10),
            ["dir.believe"] = Near(6, 2, 0, 10),
            ["end.manage"] = Options("end.manage")[Weighted(55, 35, 7, 3)],
            ["end.honest"] = Weighted(1, 4, 15, 40, 40) + 1,
        };
        // Means and spread of the keyed items follow the reference values of the two scales.
        AddScale(answers, "self-discipline", 3.44 + (0.6 * discipline));
        AddScale(answers, "temptation-resistance", 3.11 + (0.7 * resistance));
        return answers;
    }

    private void AddScale(JsonObject answers, string scoreId, double mean)
    {
        foreach (var id in InstrumentCatalog.Core.Scores.First(score => score.Id == scoreId).Items)
        {
            var keyed = Near(mean, 0.85, 1, 5);
            answers[id] = InstrumentCatalog.Core.FindItem(id)!.Reverse ? 6 - keyed : keyed;
        }
    }

    private JsonArray EnergyLine()
    {
        var peak = Weighted(1, 3, 4, 3, 2, 2, 2, 2, 1);
        return new JsonArray([.. Enumerable.Range(0, 9).Select(slot => (JsonNode)Near(3.6 - (0.7 * Math.Abs(slot - peak)), 0.7, 0, 4))]);
    }

    private JsonArray Demand()
    {
        // Hard tasks come most in the usual working hours.
        var slots = Options("day.demand");
        return Texts(Enumerable.Range(0, 1 + Below(3)).Select(_ => slots[Weighted(1, 4, 5, 4, 4, 4, 2, 2, 1)]).Distinct());
    }

    private JsonObject Lived(List<string> ranked) =>
        new(ranked.Select((value, rank) => KeyValuePair.Create(value, (JsonNode?)(rank < 2 ? Weighted(5, 18, 30, 30, 17) : Weighted(10, 25, 30, 25, 10)))));

    private JsonArray Tools()
    {
        var used = Options("go.tools").Where(tool => tool != "none" && Chance() < 0.35).ToList();
        return Texts(used.Count == 0 ? ["none"] : used);
    }

    private JsonArray ManyHabits(List<string> values)
    {
        var habits = new JsonArray();
        for (var count = 3 + Weighted(3, 3, 3, 2, 1, 1); count > 0; count--)
        {
            var auto = Normal(4.5, 1.5);
            habits.Add((JsonNode)new JsonObject
            {
                ["label"] = Habits[Below(Habits.Length)],
                ["times"] = Near(5, 3, 1, 14),
                ["auto1"] = Near(auto, 0.8, 1, 7),
                ["auto2"] = Near(auto, 0.8, 1, 7),
                ["me"] = Near(4.5 + (0.4 * (auto - 4.5)), 1.5, 1, 7),
                ["help"] = Weighted(10, 25, 20, 30, 15) - 2,
                ["cue"] = ((string[])["time", "place", "before", "people", "feeling", "unsure"])[Weighted(30, 10, 20, 10, 20, 10)],
                ["value"] = Chance() < 0.35 ? "none" : values[Below(values.Count)],
            });
        }

        return habits;
    }

    private string Keystone(JsonArray habits)
    {
        var helpful = Enumerable.Range(0, habits.Count).Where(row => (int)habits[row]!["help"]! >= 1).ToList();
        return $"{(helpful.Count == 0 ? Below(habits.Count) : helpful[Below(helpful.Count)])}";
    }

    private static List<string> Options(string itemId) => [.. InstrumentCatalog.Core.FindItem(itemId)!.Options.Select(option => option.Id)];

    private List<string> Some(string itemId, int count) => [.. Shuffled(Options(itemId)).Take(count)];

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private List<string> Shuffled(List<string> values)
    {
        var shuffled = values.ToList();
        for (var last = shuffled.Count - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }

    private int Weighted(params int[] weights)
    {
        var left = Below(weights.Sum());
        for (var index = 0; ; index++)
        {
            left -= weights[index];
            if (left < 0)
            {
                return index;
            }
        }
    }

    private int Successes(int trials, double probability) => Enumerable.Range(0, trials).Count(_ => Chance() < probability);

    private int Near(double mean, double deviation, int min, int max) => Math.Clamp((int)Math.Round(Normal(mean, deviation)), min, max);

    private double Normal(double mean, double deviation) => mean + (deviation * (Enumerable.Range(0, 12).Sum(_ => Chance()) - 6));

    private int Below(int limit) => (int)(Chance() * limit);

    private double Chance() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64: a published generator of a few lines, so that no library's change moves the people.</summary>
    private ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
