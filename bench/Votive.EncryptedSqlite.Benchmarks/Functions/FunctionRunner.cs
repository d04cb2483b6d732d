using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Votive.EncryptedSqlite.Benchmarks.Functions;

/// <summary>Runs BenchmarkDotNet within this process: building a project for each benchmark would cost more than the benchmarks.</summary>
/// <param name="logFolder">Where BenchmarkDotNet puts its own reports.</param>
internal sealed class FunctionRunner(string logFolder)
{
    /// <summary>The parts of the cipher.</summary>
    public IReadOnlyList<FunctionFigures> MeasureCipher() =>
        Run<CipherBenchmarks>(Job.Default.WithWarmupCount(3).WithIterationCount(10).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100)));

    /// <summary>Whole workloads, one batch each time.</summary>
    public IReadOnlyList<FunctionFigures> MeasureStores(string storesFolder)
    {
        StoreBenchmarks.StoresFolder = storesFolder;
        return Run<StoreBenchmarks>(Job.Default.WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithUnrollFactor(1).WithWarmupCount(10).WithIterationCount(30));
    }

    private List<FunctionFigures> Run<T>(Job job)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.DontLogOutput))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(logFolder);
        var summary = BenchmarkRunner.Run<T>(config);
        var failed = summary.Reports.FirstOrDefault(report => !report.Success);
        if (failed is not null || summary.Reports.IsEmpty)
        {
            throw new InvalidOperationException($"BenchmarkDotNet could not measure {failed?.BenchmarkCase.DisplayInfo ?? typeof(T).Name}.");
        }

        return [.. summary.Reports.Select(Figures)];
    }

    private static FunctionFigures Figures(BenchmarkReport report) => new(
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name,
        report.BenchmarkCase.HasParameters ? report.BenchmarkCase.Parameters.Items[0].Value.ToString() : null,
        report.ResultStatistics!.Median / 1000,
        report.ResultStatistics.StandardDeviation / 1000,
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
}
