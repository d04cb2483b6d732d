using System.CommandLine;
using System.Globalization;
using Votive.Host.Running;
using Votive.Storage.Copying;

namespace Votive.Host.Commands.Db;

/// <summary><c>votive db copy</c>.</summary>
internal static class CopyCommand
{
    /// <summary>Names the target where <c>--to</c> does not, so that its password need not stand in the list of processes.</summary>
    private const string TargetVariable = "COPY_TO_DATABASE_URL";

    /// <summary>So much of a checksum is shown to people; <c>--json</c> gives it whole.</summary>
    private const int ShownChecksumLength = 16;

    public static Command Create()
    {
        var to = new Option<string?>("--to")
        {
            Description = $"The target, an empty or missing database: postgresql://user:password@host:port/database. Default: the {TargetVariable} variable, which other users of the machine can't see.",
            HelpName = "URL",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Look at both sides, check every row and count, but write nothing." };
        var yes = Confirmation.Yes();
        var data = CommonOptions.Data();
        var json = CommonOptions.Json("what was copied");
        var command = new Command("copy", DbCommand.Describe(
            "Copy everything from the encrypted file to PostgreSQL, in one transaction, and compare both sides row by row before and after it is committed. Stop the services first. The file stays as it is.",
            "copy --to postgresql://votive@db.internal/votive --dry-run",
            "copy --yes")) { to, dryRun, yes, data, json };
        command.SetAction((result, cancellationToken) =>
        {
            var target = result.GetValue(to) ?? Environment.GetEnvironmentVariable(TargetVariable);
            if (string.IsNullOrWhiteSpace(target))
            {
                return Task.FromResult(Faults.Fail(ExitCodes.Usage, $"Say where to: give --to, or set {TargetVariable}."));
            }

            return RunAsync(target, result.GetValue(dryRun), result.GetValue(yes), result.GetValue(data), result.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(string target, bool dryRun, bool yes, string? dataPath, bool asJson, CancellationToken cancellationToken) => Faults.ReportAsync(
        async () =>
        {
            var progress = new CopyLine();
            try
            {
                using var storage = DatabaseServices.Open(DataDirectory.At(dataPath));
                var copier = storage.Get<DatabaseCopier>();
                var name = DatabaseCopier.DescribeTarget(target);
                if (!dryRun && await Confirmation.AskAsync(yes, $"Everything in the database will be copied to {name}, which must be empty.", cancellationToken) is { } declined)
                {
                    return declined;
                }

                var started = TimeProvider.System.GetTimestamp();
                var report = await copier.CopyAsync(target, dryRun, progress, cancellationToken);
                progress.Done();
                DbRun.Print(asJson, report, _ => Print(report, dryRun, TimeProvider.System.GetElapsedTime(started)));
                return ExitCodes.Success;
            }
            catch (CopyRefusedException refused)
            {
                progress.Done();
                return Faults.Fail(ExitCodeFor(refused.Refusal), string.Join(Environment.NewLine, [refused.Message, .. refused.Rows.Select(row => $"  {row}")]));
            }
            finally
            {
                progress.Done();
            }
        },
        cancellationToken);

    private static int ExitCodeFor(CopyRefusal refusal) => refusal switch
    {
        CopyRefusal.SourceUnfit or CopyRefusal.TargetUnfit => ExitCodes.Configuration,
        CopyRefusal.SourceInUse => ExitCodes.InUse,
        CopyRefusal.TargetUnavailable => ExitCodes.Unavailable,
        CopyRefusal.TargetNotEmpty => ExitCodes.CannotWrite,
        CopyRefusal.RowsUnfit => ExitCodes.InvalidInput,
        _ => ExitCodes.Failure,
    };

    private static void Print(CopyReport report, bool dryRun, TimeSpan elapsed)
    {
        var width = report.Tables.Max(table => table.Name.Length);
        Console.WriteLine($"{"Table".PadRight(width)}  {"Rows",9}  {"Size",10}{(dryRun ? "" : $"  {"Source",-ShownChecksumLength}  {"Target",-ShownChecksumLength}  Equal")}");
        foreach (var table in report.Tables)
        {
            var checksums = dryRun ? "" : $"  {table.SourceChecksum![..ShownChecksumLength]}  {table.TargetChecksum![..ShownChecksumLength]}  {(table.IsEqual == true ? "yes" : "NO")}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Name.PadRight(width)}  {table.Rows,9}  {Sizes.Describe(table.Bytes),10}{checksums}"));
        }

        Console.WriteLine();
        if (dryRun)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Rows} rows ({Sizes.Describe(report.Bytes)}) can be copied to {report.Target}. Nothing was written."));
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Rows} rows ({Sizes.Describe(report.Bytes)}) are now in {report.Target}, the same row by row; {elapsed.TotalSeconds:0.0} s with all checks."));
        Console.WriteLine("Now, for every service:");
        Console.WriteLine("  - set DATABASE_URL to the target;");
        Console.WriteLine("  - leave FIELD_KEYS and INDEX_KEY as they are: what is sealed in the rows opens with these only;");
        Console.WriteLine("  - DATABASE_KEY is of no use there: it belongs to the file, which is as it was. Keep both until all is well.");
    }

    /// <summary>Says on standard error how far the copy is: on a terminal in one line with rate and time left, else one line for each step.</summary>
    private sealed class CopyLine : IProgress<CopyProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

        private readonly Progress _line = new();
        private CopyStep? _step;
        private long _stepStarted;
        private long _lastSaid;

        public void Report(CopyProgress value)
        {
            if (value.Step != _step)
            {
                _step = value.Step;
                _stepStarted = _lastSaid = TimeProvider.System.GetTimestamp();
                if (Console.IsErrorRedirected)
                {
                    Console.Error.WriteLine($"{Describe(value.Step)}.");
                }
            }
            else if (TimeProvider.System.GetElapsedTime(_lastSaid) >= Interval)
            {
                _lastSaid = TimeProvider.System.GetTimestamp();
                var rate = value.Rows / TimeProvider.System.GetElapsedTime(_stepStarted).TotalSeconds;
                _line.Report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Describe(value.Step)}: {value.Rows} of {value.TotalRows} rows, {rate:0} rows/s, {(value.TotalRows - value.Rows) / rate:0} s left ({value.Table})"));
            }
        }

        public void Done() => _line.Done();

        private static string Describe(CopyStep step) => step switch
        {
            CopyStep.Checking => "Checking the rows of the file",
            CopyStep.Copying => "Copying",
            CopyStep.Verifying => "Comparing both sides",
            _ => "Comparing once more after the commit",
        };
    }
}
