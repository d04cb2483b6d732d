using Votive.EncryptedSqlite.Benchmarks.Workloads;

namespace Votive.EncryptedSqlite.Benchmarks.Ratios;

/// <summary>One workload on both stores.</summary>
/// <param name="Workload">What was done.</param>
/// <param name="RoundCount">Rounds of one plain and one encrypted batch.</param>
/// <param name="PlainMicroseconds">For one operation on the plain store, by the clock.</param>
/// <param name="EncryptedMicroseconds">The same on the encrypted store.</param>
/// <param name="PlainCpuMicroseconds">Processor time of one operation on the plain store.</param>
/// <param name="EncryptedCpuMicroseconds">The same on the encrypted store.</param>
/// <param name="Throughput">Encrypted over plain, of each round's two batches.</param>
/// <param name="CpuThroughput">The same by processor time: what the ratio would be if nobody else used the machine and the disk cost nothing.</param>
internal sealed record Comparison(
    WorkloadChoice Workload,
    int RoundCount,
    Spread PlainMicroseconds,
    Spread EncryptedMicroseconds,
    Spread PlainCpuMicroseconds,
    Spread EncryptedCpuMicroseconds,
    Spread Throughput,
    Spread CpuThroughput)
{
    /// <summary>Null where no target is set.</summary>
    public bool? IsMet => Workload.Target is { } target ? Throughput.Median >= target.Throughput : null;
}
