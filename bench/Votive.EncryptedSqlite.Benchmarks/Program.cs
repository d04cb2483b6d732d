using System.Globalization;
using Votive.EncryptedSqlite.Benchmarks.Functions;
using Votive.EncryptedSqlite.Benchmarks.Ratios;
using Votive.EncryptedSqlite.Benchmarks.Reports;
using Votive.EncryptedSqlite.Benchmarks.Workloads;

// Arguments: folder for the reports, folder to work in, and --quick perhaps. bench/run gives them.
var isQuick = args.Contains("--quick");
if (args.Where(argument => argument != "--quick").ToArray() is not [var results, var work])
{
    Console.Error.WriteLine("Usage: Votive.EncryptedSqlite.Benchmarks RESULTS_FOLDER WORK_FOLDER [--quick]");
    return 2;
}

Directory.CreateDirectory(results);
var stores = Directory.CreateDirectory(Path.Combine(work, "stores")).FullName;
var loadBefore = Machine.ReadLoad();
var runner = isQuick
    ? new RatioRunner(stores, warmUp: TimeSpan.FromSeconds(1.5), duration: TimeSpan.FromSeconds(3))
    : new RatioRunner(stores, warmUp: TimeSpan.FromSeconds(4), duration: TimeSpan.FromSeconds(15));

var comparisons = new List<Comparison>();
foreach (var choice in WorkloadChoice.All)
{
    var comparison = runner.Compare(choice);
    comparisons.Add(comparison);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Throughput.Median:0.00} of plain  {choice.Name}"));
}

var functions = new FunctionRunner(Path.Combine(work, "BenchmarkDotNet"));
var cipher = functions.MeasureCipher();
var batches = isQuick ? [] : functions.MeasureStores(stores);
var report = new Report(TimeProvider.System.GetUtcNow(), isQuick, Machine.Describe(stores), loadBefore, Machine.ReadLoad(), comparisons, cipher, batches);
File.WriteAllText(Path.Combine(results, "storage.json"), JsonReport.Write(report));
File.WriteAllText(Path.Combine(results, "storage.md"), MarkdownReport.Write(report));
return 0;
