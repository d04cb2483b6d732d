using System.Diagnostics;
using System.Globalization;
using System.Net;
using Votive.Contracts;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F11: another process holds the database locked. For 3 s: the write succeeds late. For 10 s: it is answered by 503 within 6 s. Reads go on all the while.
/// </summary>
internal sealed class LockedDatabase : ICampaign
{
    private const int FullRounds = 20;
    private const int MostRoundsPerTrial = 5;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    public string Name => "locked";

    public string Unit => "writes";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        // They wait and hardly compute, so several run at a time.
        var perTrial = Math.Min(MostRoundsPerTrial, run.Scale(FullRounds));
        var trials = run.Scale(FullRounds) / perTrial;
        return run.TrialsAsync(trials, trials, async trial =>
        {
            var files = DatabaseFiles.In(trial.Folder, trial.Random, "votive.db");
            await using var service = PromptServiceProcess.Start(ServiceSettings.For(files));
            if (await service.WaitUntilReadyAsync(cancellationToken) is not { } address)
            {
                trial.Finding($"the service does not start: {await service.WaitForExitAsync(cancellationToken)}");
                return;
            }

            using var http = DraftClient.Connect(address);
            var person = new DraftClient("visitor-locked-out", trial.Random.Next());
            using var begun = await person.WriteNextAsync(http, cancellationToken);
            for (var round = 0; round < perTrial && !trial.HasFindings; round++)
            {
                await LockAsync(trial, files, person, http, Short, cancellationToken);
                await LockAsync(trial, files, person, http, Long, cancellationToken);
            }
        }, cancellationToken);
    }

    private static async Task LockAsync(Trial trial, DatabaseFiles files, DraftClient person, HttpClient http, TimeSpan held, CancellationToken cancellationToken)
    {
        using var connection = files.Open(create: false);
        connection.Execute("BEGIN IMMEDIATE");
        var watch = Stopwatch.StartNew();
        var writing = person.WriteNextAsync(http, cancellationToken);
        using (var read = await person.GetAsync(http, cancellationToken))
        {
            if (!read.IsSuccessStatusCode)
            {
                trial.Finding($"a read while the database is locked is answered by {(int)read.StatusCode}");
            }
        }

        if (held == Short)
        {
            await Task.Delay(held, cancellationToken);
            connection.Execute("ROLLBACK");
        }

        using var response = await writing;
        var waited = watch.Elapsed;
        if (held == Short)
        {
            if (!response.IsSuccessStatusCode || waited < Short)
            {
                trial.Finding(string.Create(CultureInfo.InvariantCulture, $"locked for 3 s: {(int)response.StatusCode} after {waited.TotalSeconds:F1} s"));
            }
        }
        else
        {
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || waited > Limit || response.Content.Headers.ContentType?.MediaType != Problem.MediaType)
            {
                trial.Finding(string.Create(CultureInfo.InvariantCulture, $"locked for 10 s: {(int)response.StatusCode} after {waited.TotalSeconds:F1} s"));
            }

            // Held on for the rest of its 10 s only in name: what the service does then it has done.
            connection.Execute("ROLLBACK");
        }

        var check = await person.CheckAsync(http, cancellationToken);
        if (check.Lost > 0 || check.Fault is not null)
        {
            trial.LostRows(Math.Max(1, check.Lost), check.Fault ?? "an acknowledged write is gone");
        }

        trial.CountRound(1);
    }
}
