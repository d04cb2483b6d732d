using System.Globalization;
using System.Text;
using Votive.Assessment.Engine;

namespace Votive.Assessment.Tests.Engine;

public sealed class BaseRateTests
{
    private const int Runs = 10_000;
    private const string File = "../../src/Votive.Assessment/Engine/Rules/base-rates.json";

    [Fact]
    public void BaseRates_AreTheOnesMeasuredOnSimulatedPeople()
    {
        var held = RuleBook.Shipped.Rules.ToDictionary(rule => rule.Id, _ => 0, StringComparer.Ordinal);
        var people = new SimulatedPeople(seed: 20_250_901);
        for (var run = 0; run < Runs; run++)
        {
            var reading = new Reading(people.Next(), RuleBook.Shipped.PhrasesIn("en"));
            foreach (var rule in RuleBook.Shipped.Rules.Where(rule => rule.Condition(reading) is not null))
            {
                held[rule.Id]++;
            }
        }

        Snapshot.Matches(File, ToJson(held));
    }

    [Fact]
    public void NoRule_HoldsForMoreThanFourInFive() =>
        Assert.All(RuleBook.Shipped.Rules, rule => Assert.InRange(rule.BaseRate, 0, 0.8m));

    private static string ToJson(Dictionary<string, int> held)
    {
        var json = new StringBuilder("{\n");
        json.Append(CultureInfo.InvariantCulture, $"  \"runs\": {Runs},\n");
        json.Append("  \"note\": \"Share of simulated people for whom each rule holds. Made-up answer distributions; measured and written by BaseRateTests.\",\n");
        json.Append("  \"rates\": {\n");
        json.AppendJoin(",\n", held.Select(rule => string.Create(CultureInfo.InvariantCulture, $"    \"{rule.Key}\": {(decimal)rule.Value / Runs:0.000}")));
        return json.Append("\n  }\n}\n").ToString();
    }
}
