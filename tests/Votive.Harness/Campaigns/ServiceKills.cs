using System.Globalization;
using System.Net;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F1: the prompt service is killed (SIGKILL) while several clients save drafts and reports over HTTP. After the next start the
/// database is whole, every acknowledged write is there, and nothing is half there.
/// </summary>
internal sealed class ServiceKills : ICampaign
{
    private const int Kills = 500;
    private const int KillsPerDatabase = 25;
    private const int Clients = 6;
    private const int MostAnswersBeforeKill = 60;
    private const int MostMillisecondsOnTop = 10;

    public string Name => "service-kill";

    public string Unit => "writes";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        // The first trial keeps one database that grows all the while; the others begin anew, which the page check at each start makes quicker.
        var kills = run.Scale(Kills);
        var perDatabase = Math.Min(KillsPerDatabase, Math.Max(1, kills / 4));
        var growing = Math.Max(perDatabase, kills / 5);
        var others = (kills - growing + perDatabase - 1) / perDatabase;
        return run.TrialsAsync(
            1 + others,
            run.Options.Lanes,
            trial => KillManyAsync(run, trial, trial.Number == 0 ? growing : Math.Min(perDatabase, kills - growing - ((trial.Number - 1) * perDatabase)), cancellationToken),
            cancellationToken);
    }

    private static async Task KillManyAsync(CampaignRun run, Trial trial, int kills, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(trial.Folder, trial.Random, "votive.db");
        var settings = ServiceSettings.For(files);
        var clients = new ClientGroup(trial.Random, Clients);
        for (var kill = 0; kill < kills && !trial.HasFindings; kill++)
        {
            var before = clients.Acknowledged;
            await ServeAndKillAsync(run, trial, settings, clients, cancellationToken);
            CheckFile(trial, files);
            trial.CountRound(clients.Acknowledged - before);
        }

        if (trial.HasFindings)
        {
            return;
        }

        // At last everything that was ever acknowledged in this database.
        await using var last = PromptServiceProcess.Start(settings);
        if (await last.WaitUntilReadyAsync(cancellationToken) is { } address)
        {
            using var http = DraftClient.Connect(address);
            await clients.CheckAsync(trial, http, all: true, cancellationToken);
        }
        else
        {
            trial.IntegrityFault($"the service does not start after the kill: {await last.WaitForExitAsync(cancellationToken)}");
        }
    }

    private static async Task ServeAndKillAsync(
        CampaignRun run, Trial trial, ServiceSettings settings, ClientGroup clients, CancellationToken cancellationToken)
    {
        await using var service = PromptServiceProcess.Start(settings);
        if (await service.WaitUntilReadyAsync(cancellationToken) is not { } address)
        {
            trial.IntegrityFault($"the service does not start after the kill: {await service.WaitForExitAsync(cancellationToken)}");
            return;
        }

        using var http = DraftClient.Connect(address);
        await clients.CheckAsync(trial, http, all: false, cancellationToken);
        clients.Renew();

        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = trial.Random.Next(1, MostAnswersBeforeKill);
        var writing = clients.WriteAsync(http, answer =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                enough.TrySetResult();
            }

            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // A machine so busy that a commit takes seconds: said honestly, and not acknowledged.
                run.Remark("writes were answered by 503: the machine was too busy for six writers at once");
            }
            else if (!answer.IsSuccessStatusCode)
            {
                trial.Finding(string.Create(CultureInfo.InvariantCulture, $"a write was answered by {(int)answer.StatusCode}"));
            }
        }, cancellationToken);
        await Task.WhenAny(enough.Task, writing);
        await Task.Delay(TimeSpan.FromMilliseconds(trial.Random.NextDouble() * MostMillisecondsOnTop), cancellationToken);
        await service.KillAsync();
        await writing;
    }

    /// <summary>SQLite's whole check, on a copy of what the killed service left, so that the service finds it as it was.</summary>
    private static void CheckFile(Trial trial, DatabaseFiles files)
    {
        var copy = new DatabaseFiles(Path.Combine(trial.Folder, "copy.db"), files.Key);
        copy.Write(files.Read());
        using (var connection = copy.Open(create: false))
        {
            if (connection.IntegrityCheck() is not "ok" and var integrity)
            {
                trial.IntegrityFault(integrity);
            }

            using var foreignKeys = connection.CreateCommand();
            foreignKeys.CommandText = "PRAGMA foreign_key_check";
            if (foreignKeys.ExecuteScalar() is not null)
            {
                trial.IntegrityFault("a row refers to one that is not there");
            }
        }

        copy.Delete();
    }
}
