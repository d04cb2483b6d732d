using System.Globalization;
using Microsoft.Data.Sqlite;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;

namespace Votive.Harness.Campaigns;

/// <summary>
/// <c>votive db backup</c> beside a service that takes 100 writes a second and more: each backup verifies, and holds every write that was acknowledged before the
/// backup began.
/// </summary>
internal sealed class Backups : ICampaign
{
    private const int FullRounds = 20;
    private const int People = 12;
    private const int WritesBetweenBackups = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public string Name => "backup";

    public string Unit => "writes";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken) => run.TrialsAsync(1, 1, async trial =>
    {
        var command = new VotiveCommand(Path.Combine(trial.Folder, "data"));
        await RunAsync(command, cancellationToken, "migrate");
        using (var connection = command.Database().Open(create: false))
        {
            JobRunRows.Add(connection, 2000);
        }

        await using var service = PromptServiceProcess.Start(command.Settings());
        if (await service.WaitUntilReadyAsync(cancellationToken) is not { } address)
        {
            trial.Finding($"the service does not start: {await service.WaitForExitAsync(cancellationToken)}");
            return;
        }

        using var http = DraftClient.Connect(address);
        var people = new ClientGroup(trial.Random, People);
        people.Renew();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var writing = people.WriteAsync(
            http,
            answer =>
            {
                if (!answer.IsSuccessStatusCode)
                {
                    trial.Finding(string.Create(CultureInfo.InvariantCulture, $"a write beside a backup was answered by {(int)answer.StatusCode}"));
                }
            },
            stop.Token,
            Interval);
        for (var round = 0; round < run.Scale(FullRounds) && !trial.HasFindings; round++)
        {
            var path = Path.Combine(trial.Folder, string.Create(CultureInfo.InvariantCulture, $"backup-{round}.db"));
            for (var enough = people.Acknowledged + WritesBetweenBackups; people.Acknowledged < enough && !writing.IsCompleted;)
            {
                await Task.Delay(10, cancellationToken);
            }

            var acknowledged = people.AcknowledgedBySubject();
            await RunAsync(command, cancellationToken, "backup", "--out", path);
            await RunAsync(command, cancellationToken, "verify", path);
            Check(trial, new DatabaseFiles(path, command.Database().Key), acknowledged);
            trial.CountRound(acknowledged.Values.Sum());
        }

        run.Remark(string.Create(CultureInfo.InvariantCulture, $"{people.Acknowledged / watch.Elapsed.TotalSeconds:F0} writes a second were acknowledged"));
        await stop.CancelAsync();
        await writing;
        await people.CheckAsync(trial, http, all: true, cancellationToken);
    }, cancellationToken);

    private static async Task RunAsync(VotiveCommand command, CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, error) = await command.RunAsync(cancellationToken, arguments);
        if (code != 0)
        {
            throw new InvalidOperationException($"votive db {string.Join(' ', arguments)} ends with {code}: {error}");
        }
    }

    private static void Check(Trial trial, DatabaseFiles backup, IReadOnlyDictionary<string, long> acknowledged)
    {
        using var connection = backup.Open(create: false);
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault(integrity);
        }

        if (JobRunRows.Read(connection).Fault is { } fault)
        {
            trial.IntegrityFault(fault);
        }

        foreach (var (subject, number) in acknowledged.Where(person => person.Value > 0))
        {
            var there = Revision(connection, subject);
            if (there < number)
            {
                trial.LostRows(number - there, $"{subject}: {number} writes were acknowledged before the backup, {there} are in it");
            }
        }
    }

    private static long Revision(SqliteConnection connection, string subject) =>
        connection.Query<long>("""SELECT coalesce(max("Revision"), 0) FROM "Drafts" WHERE "Subject" = $subject""", ("$subject", subject));
}
