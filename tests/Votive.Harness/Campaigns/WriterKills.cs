using System.Diagnostics;
using System.Globalization;
using Votive.Harness.Children;
using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// Writers are killed (SIGKILL) in transactions, checkpoints, VACUUM and auto-vacuum, in every journal mode. After each the
/// database is in exactly the state after the last acknowledged transaction, or the one after it.
/// </summary>
internal sealed class WriterKills : ICampaign
{
    private const int KillsPerDatabase = 10;
    private const int Window = 40;
    private const int MostTransactionsBeforeKill = 25;
    private const int MostMillisecondsOnTop = 12;

    private static readonly (LedgerWork Work, string JournalMode)[] Kinds =
    [
        (LedgerWork.Transactions, "wal"), (LedgerWork.Transactions, "delete"), (LedgerWork.Transactions, "truncate"), (LedgerWork.Transactions, "persist"),
        (LedgerWork.Checkpoints, "wal"), (LedgerWork.Checkpoints, "wal"), (LedgerWork.Vacuums, "wal"), (LedgerWork.Vacuums, "delete"),
        (LedgerWork.Spills, "wal"), (LedgerWork.Spills, "delete"), (LedgerWork.Spills, "persist"),
        (LedgerWork.FullAutoVacuum, "wal"), (LedgerWork.FullAutoVacuum, "delete"), (LedgerWork.IncrementalAutoVacuum, "wal"), (LedgerWork.IncrementalAutoVacuum, "truncate"),
    ];

    public string Name => "writer-kill";

    public string Unit => "transactions";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        // Full: five databases of each kind. A tenth: one of each, with fewer kills.
        var databases = run.Options.Full ? 5 : 1;
        var kills = run.Options.Full ? KillsPerDatabase : KillsPerDatabase / 2;
        return run.TrialsAsync(databases * Kinds.Length, run.Options.Lanes, async trial =>
        {
            var (work, journalMode) = Kinds[trial.Number % Kinds.Length];
            var files = DatabaseFiles.In(trial.Folder, trial.Random);
            for (var kill = 0; kill < kills && !trial.HasFindings; kill++)
            {
                var acknowledged = await KillAsync(files, journalMode, work, trial.Random, cancellationToken);
                Check(trial, files, acknowledged, $"{work} in {journalMode}");
                trial.CountRound(acknowledged.Count);
            }
        }, cancellationToken);
    }

    /// <summary>Lets a writer write, and kills it.</summary>
    private static async Task<(long Last, long Count)> KillAsync(
        DatabaseFiles files, string journalMode, LedgerWork work, Random random, CancellationToken cancellationToken)
    {
        await using var writer = ChildProcess.StartSelf(LedgerWriter.Arguments(files, journalMode, Window, work, random.Next()));
        var killAfter = random.Next(MostTransactionsBeforeKill);
        var (last, count) = (0L, 0L);
        while (count < killAfter && await writer.ReadLineAsync(cancellationToken) is { } line)
        {
            Count(line);
        }

        // At any point of what it does next, and seldom right after a line.
        await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * MostMillisecondsOnTop), cancellationToken);
        if (writer.HasExited)
        {
            throw new UnreachableException($"The writer ended by itself: {await writer.WaitForExitAsync(cancellationToken)}");
        }

        await writer.KillAsync();
        while (await writer.ReadLineAsync(cancellationToken) is { } line)
        {
            Count(line);
        }

        return (last, count);

        void Count(string line)
        {
            if (long.TryParse(line, CultureInfo.InvariantCulture, out var number))
            {
                (last, count) = (number, count + 1);
            }
        }
    }

    private static void Check(Trial trial, DatabaseFiles files, (long Last, long Count) acknowledged, string kind)
    {
        using var connection = files.Open();
        var integrity = connection.IntegrityCheck();
        if (integrity != "ok")
        {
            trial.IntegrityFault($"{kind}: {integrity}");
            return;
        }

        if (!connection.HasTable("progress"))
        {
            // Killed before the first commit made the tables.
            if (acknowledged.Count > 0)
            {
                trial.LostRows(acknowledged.Count, $"{kind}: the tables are gone");
            }

            return;
        }

        var state = new Ledger(Window).Read(connection);
        if (state.Fault is not null)
        {
            trial.IntegrityFault($"{kind}: {state.Fault}");
        }
        else if (acknowledged.Count > 0 && state.Committed < acknowledged.Last)
        {
            trial.LostRows(acknowledged.Last - state.Committed, $"{kind}: {acknowledged.Last} was acknowledged, {state.Committed} is there");
        }
        else if (acknowledged.Count > 0 && state.Committed > acknowledged.Last + 1)
        {
            trial.Finding($"{kind}: {acknowledged.Last} was acknowledged, yet {state.Committed} is there");
        }
    }
}
