using System.Globalization;
using System.Text;
using Votive.EncryptedSqlite.Benchmarks.Functions;
using Votive.EncryptedSqlite.Benchmarks.Ratios;

namespace Votive.EncryptedSqlite.Benchmarks.Reports;

internal static class MarkdownReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        WriteMachine(text, report);
        WriteRatios(text, report);
        WriteCipher(text, report.Cipher);
        WriteStores(text, report.Stores);
        return text.ToString();
    }

    private static void WriteMachine(StringBuilder text, Report report)
    {
        var machine = report.Machine;
        Line(text, $"# The encrypted store beside plain SQLite");
        Line(text, $"");
        Line(text, $"Written by `bench/run storage{(report.IsQuick ? " --quick" : "")}`, {report.MeasuredAt:yyyy-MM-dd HH:mm} UTC. How to read it: [bench/README.md](../README.md).");
        Line(text, $"");
        Line(text, $"| machine | |");
        Line(text, $"|---|---|");
        Line(text, $"| processor | {machine.Processor}, {machine.Cores} cores |");
        Line(text, $"| kernel, file system | {machine.Kernel}, {machine.FileSystem} |");
        Line(text, $"| runtime, libraries | {machine.Runtime}, SQLite {machine.Sqlite}, OpenSSL {machine.OpenSsl} |");
        Line(text, $"| load average before, after | {report.LoadBefore?.ToString("0.0", CultureInfo.InvariantCulture) ?? "?"}, {report.LoadAfter?.ToString("0.0", CultureInfo.InvariantCulture) ?? "?"} |");
        Line(text, $"");
    }

    private static void WriteRatios(StringBuilder text, Report report)
    {
        Line(text, $"## Ratios");
        Line(text, $"");
        Line(text, $"Encrypted over plain throughput, from interleaved rounds; 1 is as fast as plain. Medians, with the middle half of the rounds in brackets.");
        Line(text, $"");
        Line(text, $"| workload | plain µs | encrypted µs | CPU plain µs | CPU encrypted µs | throughput ratio | by CPU time | target | | rounds |");
        Line(text, $"|---|---:|---:|---:|---:|---:|---:|---|---|---:|");
        foreach (var row in report.Comparisons)
        {
            var verdict = row.IsMet switch { true => "met", false => "**not met**", null => "" };
            Line(text, $"| {row.Workload.Name} | {row.PlainMicroseconds.Median:N1} | {row.EncryptedMicroseconds.Median:N1} | {row.PlainCpuMicroseconds.Median:N1} | {row.EncryptedCpuMicroseconds.Median:N1} | {Ratio(row.Throughput)} | {Ratio(row.CpuThroughput)} | {row.Workload.Target?.Text} | {verdict} | {row.RoundCount} |");
        }

        Line(text, $"");
    }

    private static void WriteCipher(StringBuilder text, IReadOnlyList<FunctionFigures> cipher)
    {
        Line(text, $"## Parts of the cipher (BenchmarkDotNet)");
        Line(text, $"");
        Line(text, $"| function | median µs | ± | allocated bytes |");
        Line(text, $"|---|---:|---:|---:|");
        foreach (var figures in cipher)
        {
            Line(text, $"| {figures.Method} | {figures.MedianMicroseconds:0.000} | {figures.DeviationMicroseconds:0.000} | {figures.AllocatedBytes:N0} |");
        }
    }

    private static void WriteStores(StringBuilder text, IReadOnlyList<FunctionFigures> stores)
    {
        if (stores.Count == 0)
        {
            return;
        }

        Line(text, $"");
        Line(text, $"## Whole batches (BenchmarkDotNet)");
        Line(text, $"");
        Line(text, $"Not interleaved, so the times of the two rows of a workload may come from unlike moments; the allocations are exact.");
        Line(text, $"");
        Line(text, $"| workload | store | median µs a batch | ± | allocated bytes a batch |");
        Line(text, $"|---|---|---:|---:|---:|");
        foreach (var figures in stores)
        {
            Line(text, $"| {figures.Workload} | {figures.Method} | {figures.MedianMicroseconds:N0} | {figures.DeviationMicroseconds:N0} | {figures.AllocatedBytes:N0} |");
        }
    }

    private static string Ratio(Spread spread) =>
        string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.00} ({spread.LowerQuartile:0.00}–{spread.UpperQuartile:0.00})");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
