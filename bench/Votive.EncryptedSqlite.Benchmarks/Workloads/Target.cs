namespace Votive.EncryptedSqlite.Benchmarks.Workloads;

/// <summary>How much slower than plain SQLite a workload may be.</summary>
/// <param name="Text">As the requirement words it.</param>
/// <param name="Throughput">The least share of plain throughput, 0 to 1; 1.5 times the time is a throughput of 1/1.5.</param>
internal sealed record Target(string Text, double Throughput)
{
    public static Target AtLeast(double throughput) => new(FormattableString.Invariant($"≥ {throughput:0.00}"), throughput);

    public static Target TimeAtMost(double times) => new(FormattableString.Invariant($"≥ {1 / times:0.00} (time ≤ {times:0.0}×)"), 1 / times);
}
