using System.Globalization;
using System.Text;

namespace Votive.Harness.Running;

/// <summary>The results as a table for a terminal, which is one for Markdown as well.</summary>
internal static class ResultTable
{
    private static readonly string[] Heads = ["campaign", "rounds", "acknowledged", "integrity faults", "lost acknowledged rows", "other findings", "seconds"];

    public static string Write(IReadOnlyList<CampaignResult> results, HarnessOptions options)
    {
        var rows = results.Select(Cells).Prepend(Heads).ToList();
        var widths = Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        rows.Insert(1, [.. widths.Select((width, column) => new string('-', width - (column > 0 ? 1 : 0)) + (column > 0 ? ":" : ""))]);

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Storage campaigns, {(options.Full ? "full" : "a tenth")}, seed {options.Seed}").AppendLine();
        foreach (var row in rows)
        {
            text.AppendLine("| " + string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))) + " |");
        }

        foreach (var result in results)
        {
            foreach (var line in result.Remarks.Concat(result.Findings))
            {
                text.AppendLine().Append(result.Campaign).Append(": ").Append(line);
            }
        }

        return text.ToString();
    }

    private static string[] Cells(CampaignResult result) =>
    [
        result.Campaign, Number(result.Rounds), $"{Number(result.Acknowledged)} {result.Unit}", Number(result.IntegrityFaults), Number(result.LostRows),
        Number(result.OtherFindings), result.Seconds.ToString("N1", CultureInfo.InvariantCulture),
    ];

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
