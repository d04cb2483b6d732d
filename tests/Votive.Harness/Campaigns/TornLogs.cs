using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// The WAL of a crashed database is cut off, overwritten or zeroed from some byte on, or followed by frames of an older generation.
/// What is recovered is exactly the transactions that lie wholly before that byte.
/// </summary>
internal sealed class TornLogs : ICampaign
{
    private const int Window = 30;
    private const int Transactions = 50;
    private const int RoundsPerTrial = 150;

    public string Name => "torn-wal";

    public string Unit => "transactions";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) =>
        run.TrialsAsync(Math.Max(2, run.Scale(3000) / RoundsPerTrial), run.Options.Lanes, trial =>
        {
            var crash = CrashedDatabase.Make(DatabaseFiles.In(trial.Folder, trial.Random), new Ledger(Window), Transactions);
            for (var round = 0; round < RoundsPerTrial && !trial.HasFindings; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Tear(trial, crash);
            }

            return Task.CompletedTask;
        }, cancellationToken);

    private static void Tear(Trial trial, CrashedDatabase crash)
    {
        var random = trial.Random;
        var wal = crash.Wal;
        var cut = random.Next(10) == 0 ? random.Next(CrashedDatabase.WalHeaderSize) : random.Next(wal.Length + 1);
        var (kind, torn) = random.Next(5) switch
        {
            0 => ("cut off", wal[..cut]),
            1 => ("overwritten by garbage to the end", Overwrite(wal, cut, wal.Length - cut, random)),
            2 => ("overwritten by a sector of garbage", Overwrite(wal, cut, Math.Min(512, wal.Length - cut), random)),
            3 => ("zeroed to the end", Zero(wal, cut)),
            _ => ("followed by an older generation", [.. wal[..cut], .. crash.OlderWal.AsSpan(Math.Min(OlderStart(cut), crash.OlderWal.Length))]),
        };
        var expected = crash.CommittedBefore(wal, torn);
        crash.Restore(torn);
        var state = crash.Read(out var integrity);

        if (integrity != "ok")
        {
            trial.IntegrityFault($"WAL {kind} at {cut}: {integrity}");
        }
        else if (state.Fault is not null)
        {
            trial.IntegrityFault($"WAL {kind} at {cut}: {state.Fault}");
        }
        else if (state.Committed != expected)
        {
            trial.LostRows(Math.Abs(expected - state.Committed), $"WAL {kind} at {cut}: {state.Committed} transactions were recovered where {expected} are whole");
        }

        trial.CountRound(expected);
    }

    /// <summary>The older generation lies where it did before it was written over: frame under frame.</summary>
    private static int OlderStart(int cut) => cut < CrashedDatabase.WalHeaderSize ? CrashedDatabase.WalHeaderSize : cut;

    private static byte[] Overwrite(byte[] wal, int start, int length, Random random)
    {
        var torn = (byte[])wal.Clone();
        random.NextBytes(torn.AsSpan(start, length));
        return torn;
    }

    private static byte[] Zero(byte[] wal, int start)
    {
        var torn = (byte[])wal.Clone();
        torn.AsSpan(start).Clear();
        return torn;
    }
}
