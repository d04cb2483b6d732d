using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Votive.Assessment.Answers;
using Votive.Assessment.Engine;
using Votive.Assessment.Instruments;
using Votive.Contracts;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Engine;

/// <summary>Whatever a person may validly answer, and skip.</summary>
public sealed class AnyAnswersTests
{
    private static readonly string[] Words =
        ["tea", "  walk  home ", "{peaks}", "„cytat”", "a \"quote\"", "👩‍👩‍👧 home", "line\nbreak", new string('w', 119), "ząb", "}{", "0"];

    private static readonly Gen<AnswerSheet> Anyone =
        Gen.Select(Gen.Int[0, 1_000_000].Array[600], Gen.Bool, (tape, isPolish) => new Answering(tape).Sheet(isPolish ? "pl" : "en"));

    [Fact]
    public void AnyAnswers_GiveAReportWhoseClaimsRestOnThem() =>
        Anyone.Sample(sheet => Reports.AssertEvidenceExists(sheet, OfflineEngine.Analyze(sheet)), iter: 2_000);

    [Fact]
    public void AnyAnswers_GiveTheSameBytesTwice() =>
        Anyone.Sample(sheet => Bytes(sheet).AsSpan().SequenceEqual(Bytes(sheet)), iter: 500);

    [Fact]
    public void AnyAnswers_GiveAtMostThreePerPartAndNoTwoFindingsOrStepsOnTheSameEvidence() =>
        Anyone.Sample(
            sheet =>
            {
                var report = OfflineEngine.Analyze(sheet);

                Assert.All(Reports.Parts(report), part => Assert.InRange(part.Count, 0, 3));
                AssertNoTwoOnTheSameEvidence(report.LeveragePoints);
                AssertNoTwoOnTheSameEvidence([.. Reports.Insights(report).Except(report.LeveragePoints)]);
            },
            iter: 2_000);

    [Fact]
    public void AnyAnswers_NeverPutWhatHoldsForMostAtTheTop() =>
        Anyone.Sample(
            sheet =>
            {
                var common = RuleBook.Shipped.Rules.Where(rule => rule.BaseRate > Finding.CommonFrom).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
                var report = OfflineEngine.Analyze(sheet);

                foreach (var part in Reports.Parts(report))
                {
                    var firstCommon = part.Select(insight => common.Contains(insight.Id)).ToList().IndexOf(true);
                    Assert.True(firstCommon < 0 || part.Skip(firstCommon).All(insight => common.Contains(insight.Id)));
                }

                var atTop = Reports.Insights(report).Where(insight => common.Contains(insight.Id)).Select(insight => insight.Evidence);
                Assert.DoesNotContain(report.IdentitySynthesis.Sentences, sentence => atTop.Contains(sentence.Evidence));
            },
            iter: 2_000);

    [Fact]
    public void AnyAnswers_GiveScoresWithinTheirRange() =>
        Anyone.Sample(
            sheet => Assert.All(OfflineEngine.Analyze(sheet).Scores, score =>
            {
                Assert.True(score.Raw is null != score.NullReason is null, score.Id);
                Assert.InRange(score.Raw ?? score.Min ?? 0, score.Min ?? decimal.MinValue, score.Max ?? decimal.MaxValue);
                Assert.InRange(score.Pomp ?? 0, 0, 100);
            }),
            iter: 2_000);

    private static void AssertNoTwoOnTheSameEvidence(IReadOnlyCollection<Insight> insights)
    {
        var keys = insights.Select(insight => string.Join(' ', insight.Evidence.Select(evidence => $"{evidence.Item}#{evidence.Row}").Order(StringComparer.Ordinal)));
        Assert.Equal(insights.Count, keys.Distinct().Count());
    }

    private static byte[] Bytes(AnswerSheet sheet) => JsonSerializer.SerializeToUtf8Bytes<Analysis>(OfflineEngine.Analyze(sheet), ContractJson.Options);

    /// <summary>Turns random numbers into valid answers to every item; the generator can shrink them.</summary>
    private sealed class Answering(int[] tape)
    {
        private int _position;

        public AnswerSheet Sheet(string locale)
        {
            var answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var item in InstrumentCatalog.Core.Items)
            {
                if (Below(5) > 0 && Answer(item, answers) is { } answer)
                {
                    answers[item.Id] = JsonSerializer.SerializeToElement(answer);
                }
            }

            return AnswerSheet.TryCreate(InstrumentCatalog.Core, locale, answers, out var sheet, out var problems)
                ? sheet
                : throw new InvalidOperationException(string.Join('\n', problems.Select(problem => problem.Message)));
        }

        private JsonNode? Answer(InstrumentItem item, Dictionary<string, JsonElement> given)
        {
            var rows = AnswerRows.Of(InstrumentCatalog.Core, item, given, "en");
            return item.Type switch
            {
                ItemType.Grid => new JsonArray([.. rows.Select(_ => Below(8) == 0 ? null : (JsonNode)Within(item.Scale!))]),
                ItemType.Scale or ItemType.Ruler or ItemType.Count => Within(item.Scale!),
                ItemType.Single => rows.Count == 0 ? null : item.AllowsOther && Below(6) == 0 ? Other() : rows[Below(rows.Count)].Key,
                ItemType.Multi or ItemType.Rank => Choices(item, rows),
                ItemType.Text => Word(),
                ItemType.List => new JsonArray([.. Repeat(item).Select(_ => (JsonNode)Word())]),
                ItemType.Matrix => new JsonObject(rows.Where(_ => Below(8) > 0).Select(row => KeyValuePair.Create(row.Key, (JsonNode?)Within(item.Scale!)))),
                ItemType.Repeat => new JsonArray([.. Repeat(item).Select(_ => (JsonNode)Group(item, given))]),
                _ => throw new InvalidOperationException($"No answer is known for {item.Type}."),
            };
        }

        private JsonArray? Choices(InstrumentItem item, IReadOnlyList<AnswerRow> rows)
        {
            var most = Math.Min(item.MaxCount ?? rows.Count, rows.Count);
            if (most < item.MinCount || most == 0)
            {
                return null;
            }

            var left = rows.Select(row => row.Key).ToList();
            var chosen = new JsonArray();
            for (var count = Math.Max(1, item.MinCount) + Below(most - Math.Max(1, item.MinCount) + 1); count > 0; count--)
            {
                var index = Below(left.Count);
                chosen.Add((JsonNode)left[index]);
                left.RemoveAt(index);
            }

            if (item.AllowsOther && Below(6) == 0)
            {
                chosen[^1] = Other();
            }

            return chosen;
        }

        private JsonObject Group(InstrumentItem item, Dictionary<string, JsonElement> given)
        {
            var group = new JsonObject();
            foreach (var field in item.Fields.Where(field => field.Required || Below(8) > 0))
            {
                var choices = AnswerRows.Of(InstrumentCatalog.Core, field, given, "en");
                group[field.Id] = field.Type switch
                {
                    ItemType.Text => Word(),
                    ItemType.Single => choices[Below(choices.Count)].Key,
                    _ => Within(field.Scale!),
                };
            }

            return group;
        }

        private IEnumerable<int> Repeat(InstrumentItem item) => Enumerable.Range(0, item.MinCount + Below(item.MaxCount!.Value - item.MinCount + 1));

        private JsonObject Other() => new() { ["other"] = Word() };

        private string Word() => Words[Below(Words.Length)];

        private int Within(ItemScale scale) => scale.Min + Below(scale.Max - scale.Min + 1);

        private int Below(int limit) => tape[_position++ % tape.Length] % limit;
    }
}
