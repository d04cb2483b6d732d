using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Votive.Harness.Databases;
using Votive.Harness.Running;
using Votive.Harness.Services;
using Votive.Storage;

namespace Votive.Harness.Campaigns;

/// <summary>
/// F2: the prompt service is killed (SIGKILL) while it brings a database of the first schema, with answers in clear, up to date. The next start finishes;
/// it never serves before that; no draft and no report is lost.
/// </summary>
internal sealed class MigrationKills : ICampaign
{
    private const int FullRounds = 100;
    private const int RoundsPerTrial = 10;
    private const int People = 600;
    private const string FirstMigration = "20261124085908_Initial";

    public string Name => "migration-kill";

    public string Unit => "drafts";

    public Task RunAsync(CampaignRun run, CancellationToken cancellationToken)
    {
        var rounds = run.Scale(FullRounds);
        var perTrial = Math.Min(RoundsPerTrial, Math.Max(1, rounds / 2));
        return run.TrialsAsync(rounds / perTrial, run.Options.Lanes, async trial =>
        {
            var earlier = await MakeEarlierAsync(trial, cancellationToken);
            var (span, schema) = await MeasureAsync(trial, earlier, cancellationToken);
            var reached = new List<long>();
            for (var round = 0; round < perTrial && !trial.HasFindings; round++)
            {
                reached.Add(await KillAsync(trial, earlier, span * trial.Random.NextDouble(), schema, cancellationToken));
                trial.CountRound(People);
            }

            run.Remark(string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}: the migrations take {span.TotalMilliseconds:F0} ms; killed with {string.Join(", ", reached.Order())} of them applied"));
        }, cancellationToken);
    }

    /// <summary>A closed database as the first version of Votive left it.</summary>
    private static async Task<DatabaseFiles> MakeEarlierAsync(Trial trial, CancellationToken cancellationToken)
    {
        var files = DatabaseFiles.In(Directory.CreateDirectory(Path.Combine(trial.Folder, "earlier")).FullName, trial.Random, "votive.db");
        await File.WriteAllBytesAsync(files.Path, [], cancellationToken);
        var variables = ServiceSettings.For(files).StartOf("none").Environment;
        await using (var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(variables).Build())
            .AddVotiveStorage()
            .AddLogging()
            .BuildServiceProvider())
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(cancellationToken);
            await context.Database.MigrateAsync(FirstMigration, cancellationToken);
        }

        using var connection = files.Open(create: false);
        connection.Execute("BEGIN");
        foreach (var person in PeopleOf(trial))
        {
            var id = Guid.NewGuid();
            var now = "2026-01-01 00:00:00";
            connection.Execute(
                """
                INSERT INTO "Drafts" ("Id", "Subject", "Instrument", "Version", "Locale", "Path", "CurrentItem", "Answers", "Revision", "CreatedAt", "UpdatedAt", "ExpiresAt")
                VALUES ($id, $subject, 'votive-core', '1.0.0', 'en', 'quick', 'number', $answers, 2, $now, $now, '2999-01-01 00:00:00')
                """,
                ("$id", id), ("$subject", person.Subject), ("$answers", person.AnswersOf(1)), ("$now", now));
            connection.Execute("""INSERT INTO "DraftReports" VALUES ($id, $json)""", ("$id", id), ("$json", person.ReportOf(2)));
        }

        connection.Execute("COMMIT");
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return files;
    }

    /// <summary>The same people with the same writes each time.</summary>
    private static IEnumerable<DraftClient> PeopleOf(Trial trial) =>
        Enumerable.Range(0, People).Select(number => new DraftClient(string.Create(CultureInfo.InvariantCulture, $"visitor-{number:D5}"), (trial.Number * People) + number));

    /// <summary>Lets a start run to its end.</summary>
    /// <returns>Time from the first write to readiness, and the schema that came of it.</returns>
    private static async Task<(TimeSpan Span, string Schema)> MeasureAsync(Trial trial, DatabaseFiles earlier, CancellationToken cancellationToken)
    {
        var files = LayOut(trial, earlier);
        await using (var service = PromptServiceProcess.Start(ServiceSettings.For(files)))
        {
            var watch = await WaitForWritesAsync(service, files, cancellationToken);
            if (await service.WaitUntilReadyAsync(cancellationToken) is null)
            {
                throw new InvalidOperationException($"The service does not start: {await service.WaitForExitAsync(cancellationToken)}");
            }

            var span = watch.Elapsed;
            await service.KillAsync();
            using var connection = files.Open(create: false);
            return (span, SchemaOf(connection));
        }
    }

    /// <returns>How many migrations were applied when it was killed.</returns>
    private static async Task<long> KillAsync(Trial trial, DatabaseFiles earlier, TimeSpan delay, string schema, CancellationToken cancellationToken)
    {
        var files = LayOut(trial, earlier);
        await using (var service = PromptServiceProcess.Start(ServiceSettings.For(files)))
        {
            await WaitForWritesAsync(service, files, cancellationToken);
            await Task.Delay(delay, cancellationToken);
            await service.KillAsync();
        }

        var applied = CheckKilled(trial, files);
        await using var next = PromptServiceProcess.Start(ServiceSettings.For(files));
        if (await next.WaitUntilReadyAsync(cancellationToken) is not { } address)
        {
            trial.IntegrityFault($"the next start fails: {await next.WaitForExitAsync(cancellationToken)}");
            return applied;
        }

        using var http = DraftClient.Connect(address);
        foreach (var person in PeopleOf(trial))
        {
            person.Assume(2);
            var check = await person.CheckAsync(http, cancellationToken);
            if (check.Lost > 0)
            {
                trial.LostRows(check.Lost, $"{person.Subject}: {check.Lost} of 2 writes are gone");
            }

            if (check.Fault is not null)
            {
                trial.IntegrityFault(check.Fault);
            }
        }

        await next.KillAsync();
        using var connection = files.Open(create: false);
        if (SchemaOf(connection) != schema)
        {
            trial.IntegrityFault("the schema differs from that of a start that was not killed");
        }

        return applied;
    }

    /// <summary>What the killed start left, on a copy, so that the next start finds it as it was.</summary>
    private static long CheckKilled(Trial trial, DatabaseFiles files)
    {
        var copy = new DatabaseFiles(Path.Combine(trial.Folder, "copy.db"), files.Key);
        copy.Write(files.Read());
        using var connection = copy.Open(create: false);
        if (connection.IntegrityCheck() is not "ok" and var integrity)
        {
            trial.IntegrityFault(integrity);
        }

        foreach (var table in new[] { "Drafts", "DraftReports" })
        {
            var rows = connection.Query<long>($"SELECT count(*) FROM \"{table}\"");
            if (rows != People)
            {
                trial.LostRows(Math.Abs(People - rows), $"killed within the migration {table} holds {rows} rows");
            }
        }

        return connection.Query<long>("""SELECT count(*) FROM "__EFMigrationsHistory" """);
    }

    private static DatabaseFiles LayOut(Trial trial, DatabaseFiles earlier)
    {
        var folder = Path.Combine(trial.Folder, "data");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var files = new DatabaseFiles(Path.Combine(folder, "votive.db"), earlier.Key);
        files.Write(earlier.Read());
        return files;
    }

    private static async Task<Stopwatch> WaitForWritesAsync(PromptServiceProcess service, DatabaseFiles files, CancellationToken cancellationToken)
    {
        while (!service.HasExited && new FileInfo(files.WalPath) is not { Exists: true, Length: > 0 })
        {
            await Task.Delay(1, cancellationToken);
        }

        return Stopwatch.StartNew();
    }

    private static string SchemaOf(Microsoft.Data.Sqlite.SqliteConnection connection) =>
        connection.Query<string>("SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10)) FROM (SELECT * FROM sqlite_schema ORDER BY type, name)");
}
