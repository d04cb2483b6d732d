using System.Globalization;
using Votive.Harness.Databases;

namespace Votive.Harness.Children;

/// <summary>
/// Writes transactions of a <see cref="Ledger"/> until it is killed and says the number of each on a line once it is committed.
/// What else it does in between is the <see cref="LedgerWork"/>.
/// </summary>
internal static class LedgerWriter
{
    public const string Verb = "write-ledger";

    /// <summary>Arguments: path, key in hex, journal mode, window, work, seed.</summary>
    public static IEnumerable<string> Arguments(DatabaseFiles files, string journalMode, int window, LedgerWork work, int seed) =>
        [Verb, files.Path, Convert.ToHexString(files.Key), journalMode, window.ToString(CultureInfo.InvariantCulture), work.ToString(), seed.ToString(CultureInfo.InvariantCulture)];

    public static int Run(string[] arguments)
    {
        var files = new DatabaseFiles(arguments[0], Convert.FromHexString(arguments[1]));
        var journalMode = arguments[2];
        var ledger = new Ledger(int.Parse(arguments[3], CultureInfo.InvariantCulture));
        var work = Enum.Parse<LedgerWork>(arguments[4]);
        var random = new Random(int.Parse(arguments[5], CultureInfo.InvariantCulture));

        using var connection = files.Open();
        if (work is LedgerWork.FullAutoVacuum or LedgerWork.IncrementalAutoVacuum)
        {
            connection.Execute($"PRAGMA auto_vacuum = {(work == LedgerWork.FullAutoVacuum ? "full" : "incremental")}");
        }

        connection.Execute($"PRAGMA journal_mode = {journalMode}");
        connection.Execute($"PRAGMA synchronous = {(random.Next(2) == 0 ? "full" : "normal")}");
        connection.Execute($"PRAGMA cache_size = {(work == LedgerWork.Spills ? 0 : 20)}");
        connection.Execute($"PRAGMA wal_autocheckpoint = {(work == LedgerWork.Checkpoints ? random.Next(2) * 4 : 100)}");
        Ledger.Create(connection);
        ChildVerb.Say("ready");

        while (true)
        {
            ChildVerb.Say(ledger.WriteNext(connection).ToString(CultureInfo.InvariantCulture));
            switch (work)
            {
                case LedgerWork.Checkpoints when random.Next(3) == 0:
                    connection.Execute($"PRAGMA wal_checkpoint({Pick("passive", "full", "restart", "truncate")})");
                    break;
                case LedgerWork.Vacuums when random.Next(3) == 0:
                    connection.Execute("VACUUM");
                    break;
                case LedgerWork.IncrementalAutoVacuum when random.Next(3) == 0:
                    connection.Execute($"PRAGMA incremental_vacuum({random.Next(1, 20)})");
                    break;
                case LedgerWork.Spills:
                    RollBackSome();
                    break;
                default:
                    break;
            }
        }

        string Pick(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];

        void RollBackSome()
        {
            connection.Execute("BEGIN IMMEDIATE; UPDATE entries SET content = randomblob(length(content) + 100); SAVEPOINT within; DELETE FROM entries WHERE number % 2 = 0");
            connection.Execute("ROLLBACK TO within; RELEASE within; ROLLBACK");
        }
    }
}

/// <summary>What a writer does beside its transactions.</summary>
internal enum LedgerWork
{
    /// <summary>Nothing.</summary>
    Transactions,

    /// <summary>Checkpoints of every kind; the WAL grows large in between, or is small all the time.</summary>
    Checkpoints,

    /// <summary>VACUUM.</summary>
    Vacuums,

    /// <summary>No page cache: half-done transactions reach the disk, and many are rolled back.</summary>
    Spills,

    /// <summary>auto_vacuum = full: every commit moves pages.</summary>
    FullAutoVacuum,

    /// <summary>auto_vacuum = incremental, with incremental_vacuum now and then.</summary>
    IncrementalAutoVacuum,
}
