using Votive.Harness.Children;
using Votive.Harness.Databases;
using Votive.Harness.Running;

namespace Votive.Harness.Campaigns;

/// <summary>
/// A program that makes a new database is killed while pages leave its cache before page 1 was ever written. What it left is
/// the whole database, or nothing, and in nothing a new one can be made.
/// </summary>
internal sealed class CreationKills : ICampaign
{
    private const int MostMilliseconds = 120;

    private static readonly string[] JournalModes = ["wal", "delete", "truncate", "persist"];

    public string Name => "creation-kill";

    public string Unit => "databases";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) =>
        run.TrialsAsync(run.Scale(200), run.Options.Lanes, async trial =>
        {
            var files = DatabaseFiles.In(trial.Folder, trial.Random);
            var journalMode = JournalModes[trial.Number % JournalModes.Length];
            var isCommitted = false;
            await using (var creator = ChildProcess.StartSelf(DatabaseCreator.Arguments(files, journalMode)))
            {
                await creator.ReadLineAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(trial.Random.NextDouble() * MostMilliseconds), cancellationToken);
                await creator.KillAsync();
                isCommitted = await creator.ReadLineAsync(cancellationToken) == "committed";
            }

            Check(trial, files, isCommitted, journalMode);
            trial.CountRound(1);
        }, cancellationToken);

    private static void Check(Trial trial, DatabaseFiles files, bool isCommitted, string journalMode)
    {
        using var connection = files.Open();
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault($"{journalMode}: {integrity}");
        }
        else if (connection.HasTable("is_whole"))
        {
            if (connection.Query<long>("SELECT count(*) FROM entries") != DatabaseCreator.Rows)
            {
                trial.IntegrityFault($"{journalMode}: half a database");
            }
        }
        else if (isCommitted)
        {
            trial.LostRows(DatabaseCreator.Rows, $"{journalMode}: the database was acknowledged and is gone");
        }
        else if (connection.Query<long>("SELECT count(*) FROM sqlite_schema") != 0)
        {
            trial.IntegrityFault($"{journalMode}: half a schema");
        }
        else
        {
            connection.Execute("CREATE TABLE again (content TEXT); INSERT INTO again VALUES ('anew')");
            using var second = files.Open(create: false);
            if (second.Query<string>("SELECT content FROM again") != "anew")
            {
                trial.IntegrityFault($"{journalMode}: the database made anew does not hold what was written");
            }
        }
    }
}
