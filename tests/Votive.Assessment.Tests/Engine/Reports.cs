using System.Text.Json;
using Votive.Assessment.Answers;
using Votive.Assessment.Instruments;
using Votive.Contracts.Analyses;

namespace Votive.Assessment.Tests.Engine;

/// <summary>What must hold for every report.</summary>
internal static class Reports
{
    /// <summary>The five parts that hold insights.</summary>
    public static IReadOnlyList<IReadOnlyList<Insight>> Parts(Analysis report) =>
        [report.Patterns, report.Contradictions, report.BlindSpots, report.LeveragePoints, report.Risks];

    public static IEnumerable<Insight> Insights(Analysis report) => Parts(report).SelectMany(part => part);

    /// <summary>Every claim has evidence, and all of it points into the answers and shows what stands there.</summary>
    public static void AssertEvidenceExists(AnswerSheet sheet, Analysis report)
    {
        var claims = Insights(report).Select(insight => (insight.Id, insight.Evidence))
            .Concat(report.IdentitySynthesis.Sentences.Select(sentence => (Id: $"{sentence.Role}", sentence.Evidence)));
        foreach (var (id, evidence) in claims)
        {
            Assert.True(evidence.Count > 0, $"{id} has no evidence.");
            Assert.All(evidence, pointer => AssertExists(sheet, pointer));
        }
    }

    private static void AssertExists(AnswerSheet sheet, Evidence evidence)
    {
        var item = sheet.Instrument.FindItem(evidence.Item);
        Assert.NotNull(item);
        Assert.True(sheet.IsAnswered(item.Id), $"{item.Id} has no answer.");
        Assert.Equal(item.Text[sheet.Locale], evidence.Question);
        Assert.NotEqual("", evidence.Shown);
        if (evidence.Row is { } row)
        {
            Assert.InRange(row, 0, RowCount(sheet, item) - 1);
        }

        if (evidence.Start is not null || item.Type is ItemType.Text or ItemType.List)
        {
            var text = evidence.Row is { } line ? sheet[item.Id][line].GetString()! : sheet[item.Id].GetString()!;
            Assert.Equal(text[evidence.Start!.Value..evidence.End!.Value], evidence.Shown);
        }
    }

    private static int RowCount(AnswerSheet sheet, InstrumentItem item) =>
        sheet[item.Id].ValueKind == JsonValueKind.Array ? sheet[item.Id].GetArrayLength() : sheet.RowsOf(item).Count;
}
