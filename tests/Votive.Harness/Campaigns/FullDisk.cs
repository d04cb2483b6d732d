using System.Globalization;
using System.Net;
using Votive.Contracts;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F10: the disk fills up under a running service. Writes are answered by 503 problem documents, reads go on, and once there is room again writes work
/// without a restart.
/// </summary>
internal sealed class FullDisk : ICampaign
{
    private const int FullRounds = 20;
    private const int MostWritesUntilFull = 200;
    private const int RefusalsPerRound = 3;

    public string Name => "disk-full";

    public string Unit => "writes";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) => run.TrialsAsync(1, 1, async trial =>
    {
        await using var disk = await LimitedDisk.MakeAsync(Path.Combine(trial.Folder, "disk"), cancellationToken);
        if (disk.Remark is not null)
        {
            run.Remark(disk.Remark);
        }

        var files = DatabaseFiles.In(disk.Folder, trial.Random, "votive.db");
        await using var service = PromptServiceProcess.Start(ServiceSettings.For(files), disk.Wrapper);
        if (await service.WaitUntilReadyAsync(cancellationToken) is not { } address)
        {
            trial.Finding($"the service does not start: {await service.WaitForExitAsync(cancellationToken)}");
            return;
        }

        using var http = DraftClient.Connect(address);
        var person = new DraftClient("visitor-full-disk", trial.Random.Next());
        await WriteAsync(trial, person, http, "on an empty disk", cancellationToken);
        for (var round = 0; round < run.Scale(FullRounds) && !trial.HasFindings; round++)
        {
            var before = person.Acknowledged;
            await disk.FillAsync(service.Id, cancellationToken);
            await BeRefusedAsync(trial, person, http, cancellationToken);
            await ReadAsync(trial, person, http, "while the disk is full", cancellationToken);
            await disk.FreeAsync(service.Id, cancellationToken);
            await WriteAsync(trial, person, http, "once there is room again", cancellationToken);
            await WriteAsync(trial, person, http, "once there is room again", cancellationToken);
            await ReadAsync(trial, person, http, "once there is room again", cancellationToken);
            trial.CountRound(person.Acknowledged - before);
        }

        await service.KillAsync();
        using var connection = files.Open(create: false);
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault(integrity);
        }
    }, cancellationToken);

    /// <summary>The log may have room in it from before, so some writes may still succeed.</summary>
    private static async Task BeRefusedAsync(Trial trial, DraftClient person, HttpClient http, CancellationToken cancellationToken)
    {
        var refusals = 0;
        for (var i = 0; i < MostWritesUntilFull && refusals < RefusalsPerRound; i++)
        {
            using var response = await person.WriteNextAsync(http, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                continue;
            }

            refusals++;
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Content.Headers.ContentType?.MediaType != Problem.MediaType
                || response.Headers.RetryAfter is null)
            {
                trial.Finding(string.Create(
                    CultureInfo.InvariantCulture, $"a write to a full disk is answered by {(int)response.StatusCode} {response.Content.Headers.ContentType}"));
                return;
            }
        }

        if (refusals == 0)
        {
            trial.Finding("no write was refused, so the disk was not full");
        }
    }

    private static async Task WriteAsync(Trial trial, DraftClient person, HttpClient http, string when, CancellationToken cancellationToken)
    {
        using var response = await person.WriteNextAsync(http, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            trial.Finding(string.Create(CultureInfo.InvariantCulture, $"a write {when} is answered by {(int)response.StatusCode}"));
        }
    }

    private static async Task ReadAsync(Trial trial, DraftClient person, HttpClient http, string when, CancellationToken cancellationToken)
    {
        var check = await person.CheckAsync(http, cancellationToken);
        if (check.Lost > 0)
        {
            trial.LostRows(check.Lost, $"{when} {check.Lost} acknowledged writes are gone");
        }

        if (check.Fault is not null)
        {
            trial.Finding($"{when}: {check.Fault}");
        }
    }
}
