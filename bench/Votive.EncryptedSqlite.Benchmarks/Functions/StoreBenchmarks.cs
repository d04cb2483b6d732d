using BenchmarkDotNet.Attributes;
using Votive.EncryptedSqlite.Benchmarks.Stores;
using Votive.EncryptedSqlite.Benchmarks.Workloads;

namespace Votive.EncryptedSqlite.Benchmarks.Functions;

/// <summary>
/// The workloads of the ratio runner by BenchmarkDotNet, for its second opinion and the memory they take. It measures all plain
/// batches before the first encrypted one, so on a machine that others use its ratios drift.
/// </summary>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    /// <summary>Folder for the stores.</summary>
    internal static string StoresFolder { get; set; } = "";

    public static IEnumerable<string> Workloads => WorkloadChoice.All.Select(choice => choice.Name);

    private IWorkload _workload = null!;

    [ParamsSource(nameof(Workloads))]
    public string Workload { get; set; } = "";

    [GlobalSetup(Target = nameof(Plain))]
    public void SetUpPlain() => _workload = Create(StoreKind.Plain);

    [GlobalSetup(Target = nameof(Encrypted))]
    public void SetUpEncrypted() => _workload = Create(StoreKind.Encrypted);

    [IterationSetup]
    public void Prepare() => _workload.Prepare();

    [GlobalCleanup]
    public void CleanUp() => _workload.Dispose();

    [Benchmark(Baseline = true)]
    public void Plain() => _workload.Run();

    [Benchmark]
    public void Encrypted() => _workload.Run();

    private IWorkload Create(StoreKind kind) => WorkloadChoice.All.Single(choice => choice.Name == Workload).Create(kind, StoresFolder);
}
