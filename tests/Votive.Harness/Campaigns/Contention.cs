using System.Globalization;
using Votive.Harness.Children;
using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// Three writer processes and two reader processes of three threads on one database for minutes, and two processes that write
/// a thousand rows each: readers see whole snapshots whose contents fit their hashes, and no acknowledged row is lost.
/// </summary>
internal sealed class Contention : ICampaign
{
    private const int Writers = 3;
    private const int Readers = 2;
    private const int FullSeconds = 180;
    private const int Window = 300;
    private const int WritesEach = 1000;

    public string Name => "contention";

    public string Unit => "rows";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) => run.TrialsAsync(2, 1, trial => trial.Number == 0
        ? ContendAsync(trial, run, Writers, Readers, run.Scale(FullSeconds), 0, Window, cancellationToken)
        : ContendAsync(trial, run, 2, 0, 0, run.Scale(WritesEach), 0, cancellationToken), cancellationToken);

    private static async Task ContendAsync(
        Trial trial, CampaignRun run, int writers, int readers, int seconds, int writes, int window, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(trial.Folder, trial.Random);
        Contender.Create(files);
        var writing = Enumerable.Range(0, writers)
            .Select(writer => WriteAsync(trial, Contender.Arguments(files, Contender.Writer, writer, seconds, writes, window), cancellationToken)).ToList();
        var reading = Enumerable.Range(0, readers)
            .Select(_ => ReadAsync(trial, Contender.Arguments(files, Contender.Reader, writers, seconds, writes, window), cancellationToken)).ToList();
        var acknowledged = await Task.WhenAll(writing);
        var verified = (await Task.WhenAll(reading)).Sum();

        using var connection = files.Open(create: false);
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault(integrity);
        }

        for (var writer = 0; writer < writers; writer++)
        {
            var (_, last, fault) = Contender.Check(connection, writer, window);
            if (fault is not null)
            {
                trial.IntegrityFault(fault);
            }

            if (last < acknowledged[writer] || (writes > 0 && last != writes))
            {
                trial.LostRows(acknowledged[writer] - last, $"writer {writer}: {acknowledged[writer]} rows were acknowledged, {last} are there");
            }

            trial.CountRound(acknowledged[writer]);
        }

        run.Remark(writes > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{writers} processes × {writes} writes")
            : string.Create(CultureInfo.InvariantCulture, $"{writers} writers and {readers} readers of 3 threads for {seconds} s: {verified} rows read and verified"));
    }

    private static async Task<long> WriteAsync(Trial trial, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var child = ChildProcess.StartSelf(arguments);
        var last = 0L;
        while (await child.ReadLineAsync(cancellationToken) is { } line)
        {
            last = long.Parse(line, CultureInfo.InvariantCulture);
        }

        await FindCrashAsync(trial, child, cancellationToken);
        return last;
    }

    private static async Task<long> ReadAsync(Trial trial, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var child = ChildProcess.StartSelf(arguments);
        var rows = 0L;
        while (await child.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Contender.Read, StringComparison.Ordinal))
            {
                rows += long.Parse(line[Contender.Read.Length..], CultureInfo.InvariantCulture);
            }
            else
            {
                trial.IntegrityFault($"a reader: {line}");
            }
        }

        await FindCrashAsync(trial, child, cancellationToken);
        return rows;
    }

    private static async Task FindCrashAsync(Trial trial, ChildProcess child, CancellationToken cancellationToken)
    {
        var error = await child.WaitForExitAsync(cancellationToken);
        if (child.ExitCode != 0)
        {
            trial.Finding($"a process ended with {child.ExitCode}: {error}");
        }
    }
}
