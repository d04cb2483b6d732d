using System.Text.Encodings.Web;
using System.Text.Json;

namespace Votive.EncryptedSqlite.Benchmarks.Reports;

internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Report report) => JsonSerializer.Serialize(
        new
        {
            report.MeasuredAt,
            Quick = report.IsQuick,
            report.Machine,
            report.LoadBefore,
            report.LoadAfter,
            Ratios = report.Comparisons.Select(comparison => new
            {
                comparison.Workload.Name,
                Operations = comparison.Workload.OperationCount,
                Rounds = comparison.RoundCount,
                comparison.PlainMicroseconds,
                comparison.EncryptedMicroseconds,
                comparison.PlainCpuMicroseconds,
                comparison.EncryptedCpuMicroseconds,
                comparison.Throughput,
                comparison.CpuThroughput,
                Target = comparison.Workload.Target?.Throughput,
                comparison.IsMet,
            }),
            report.Cipher,
            report.Stores,
        },
        Options) + "\n";
}
