using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Votive.PostgresServer;
using Votive.Storage.Jobs;

namespace Votive.Worker.Tests.Scheduling;

public sealed class SqliteJobSchedulerTests() : JobSchedulerTests(new TestDatabase());

public sealed class PostgresJobSchedulerTests(LocalPostgres postgres) : JobSchedulerTests(new TestDatabase(postgres));

public abstract class JobSchedulerTests(TestDatabase database) : IAsyncLifetime
{
    private readonly TestDatabase _database = database;
    private readonly TestJob _job = new();
    private readonly List<WorkerProgram> _workers = [];

    [Fact]
    public async Task TwoWorkers_RunEachSlotOnce()
    {
        await _database.MigrateAsync();
        StartWorker();
        StartWorker();

        for (var slots = 1; slots <= 4; slots++)
        {
            await _database.FinishedRunsAsync(TestJob.Name, slots);
            _database.Clock.Advance(TimeSpan.FromHours(1));
        }

        var runs = await _database.FinishedRunsAsync(TestJob.Name, 5);
        Assert.Equal([9, 10, 11, 12, 13], runs.Select(run => run.Slot.Hour));
        Assert.Equal(5, _job.Runs.Count);
        Assert.All(runs, run => Assert.Equal(JobOutcome.Completed, run.Outcome));
    }

    [Fact]
    public async Task SlotsThatWereSleptOver_RunOnceOnWaking()
    {
        await _database.MigrateAsync();
        StartWorker();
        await _database.FinishedRunsAsync(TestJob.Name, 1);

        _database.Clock.Advance(TimeSpan.FromHours(5));

        var runs = await _database.FinishedRunsAsync(TestJob.Name, 2);
        Assert.Equal([9, 14], runs.Select(run => run.Slot.Hour));
    }

    [Fact]
    public async Task Restart_DoesNotRunTheSameSlotAgain()
    {
        await _database.MigrateAsync();
        await using (var first = new WorkerProgram(_database, _job))
        {
            first.StartServer();
            await _database.FinishedRunsAsync(TestJob.Name, 1);
        }

        StartWorker();
        _database.Clock.Advance(TimeSpan.FromHours(1));
        await _database.FinishedRunsAsync(TestJob.Name, 2);

        Assert.Equal(2, _job.Runs.Count);
    }

    [Fact]
    public async Task RunLongerThanItsInterval_IsNotOverlappedByAnotherWorker()
    {
        await _database.MigrateAsync();
        var release = new TaskCompletionSource();
        _job.Work = _ => release.Task;
        StartWorker(("JOB_TEST_JOB_SCHEDULE", "*/5 * * * *"));
        StartWorker(("JOB_TEST_JOB_SCHEDULE", "*/5 * * * *"));
        await Eventually.HoldsAsync(() => _job.Runs.Count == 1);

        for (var minutes = 0; minutes < 7; minutes++)
        {
            // Step by step, so that the lease is renewed as time goes by.
            _database.Clock.Advance(TimeSpan.FromMinutes(1));
            await LeaseIsRenewedAsync();
        }

        release.SetResult();
        var runs = await _database.FinishedRunsAsync(TestJob.Name, 2);
        Assert.Equal([30, 35], runs.Select(run => run.Slot.Minute));
        Assert.Equal(1, _job.MostAtOnce);
    }

    [Fact]
    public async Task RunWhoseOwnerDied_IsTakenOver()
    {
        await _database.MigrateAsync();
        var slot = new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);
        await _database.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "JobRuns" ("Job", "Slot", "Owner", "StartedAt", "LeasedUntil")
            VALUES ({TestJob.Name}, {slot}, 'dead', {slot}, {slot.AddMinutes(2)})
            """,
            TestContext.Current.CancellationToken));

        StartWorker();

        var run = Assert.Single(await _database.FinishedRunsAsync(TestJob.Name, 1));
        Assert.NotEqual("dead", run.Owner);
        Assert.Equal(JobOutcome.Completed, run.Outcome);
        Assert.Single(_job.Runs);
    }

    [Fact]
    public async Task LivingOwnersRun_IsLeftAlone()
    {
        await _database.MigrateAsync();
        var slot = new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);
        await _database.QueryAsync(context => context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "JobRuns" ("Job", "Slot", "Owner", "StartedAt", "LeasedUntil")
            VALUES ({TestJob.Name}, {slot}, 'alive', {slot}, {slot.AddHours(3)})
            """,
            TestContext.Current.CancellationToken));
        StartWorker();
        await _database.FinishedRunsAsync("draft-cleanup", 1);

        _database.Clock.Advance(TimeSpan.FromHours(1));
        await _database.FinishedRunsAsync("draft-cleanup", 2);

        Assert.Equal("alive", Assert.Single(await _database.ReadRunsAsync(TestJob.Name)).Owner);
        Assert.Empty(_job.Runs);
    }

    [Fact]
    public async Task RunTakenByAnotherWorker_IsCutOff()
    {
        await _database.MigrateAsync();
        var cutOff = new TaskCompletionSource();
        _job.Work = async token =>
        {
            await using var registration = token.Register(cutOff.SetResult);
            await cutOff.Task;
            token.ThrowIfCancellationRequested();
        };
        StartWorker();
        await Eventually.HoldsAsync(() => _job.Runs.Count == 1);

        await _database.QueryAsync(context => context.JobRuns.Where(run => run.Job == TestJob.Name)
            .ExecuteUpdateAsync(
                run => run.SetProperty(r => r.Owner, "thief").SetProperty(r => r.LeasedUntil, _database.Clock.GetUtcNow().AddDays(1)),
                TestContext.Current.CancellationToken));
        _database.Clock.Advance(TimeSpan.FromMinutes(1));

        await cutOff.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(await _database.ReadRunsAsync(TestJob.Name)).FinishedAt);
    }

    [Fact]
    public async Task FailedRun_IsLoggedMarkedAndFollowedByTheNext()
    {
        await _database.MigrateAsync();
        _job.Work = _ => _job.Runs.Count == 1 ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        var worker = StartWorker();
        await _database.FinishedRunsAsync(TestJob.Name, 1);

        _database.Clock.Advance(TimeSpan.FromHours(1));

        var runs = await _database.FinishedRunsAsync(TestJob.Name, 2);
        Assert.Equal([JobOutcome.Failed, JobOutcome.Completed], runs.Select(run => run.Outcome));
        Assert.Equal([null, """{"counted":2}"""], runs.Select(run => run.Result));
        Assert.Contains(worker.Logs.GetSnapshot(), record => record is { Level: LogLevel.Error, Message: "Job failed: test-job", Exception.Message: "broken" });
    }

    [Fact]
    public async Task EachRun_IsATraceOfItsOwn()
    {
        await _database.MigrateAsync();
        using var outer = new Activity("whatever starts the worker").Start();
        StartWorker();
        await _database.FinishedRunsAsync(TestJob.Name, 1);
        _database.Clock.Advance(TimeSpan.FromHours(1));

        await _database.FinishedRunsAsync(TestJob.Name, 2);

        Assert.Equal(2, _job.Runs.Except([default, outer.TraceId]).Distinct().Count());
    }

    [Fact]
    public async Task Shutdown_WaitsForTheRunUnderWay()
    {
        await _database.MigrateAsync();
        var release = new TaskCompletionSource();
        _job.Work = _ => release.Task;
        var worker = StartWorker();
        await Eventually.HoldsAsync(() => _job.Runs.Count == 1);

        var stopping = worker.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);
        var stoppedEarly = stopping.IsCompleted;
        release.SetResult();
        await stopping;

        Assert.False(stoppedEarly);
        Assert.Equal(JobOutcome.Completed, Assert.Single(await _database.ReadRunsAsync(TestJob.Name)).Outcome);
    }

    [Fact]
    public async Task ShutdownThatCannotWait_CutsTheRunOffAndLeavesItToOthers()
    {
        await _database.MigrateAsync();
        var cutOff = false;
        _job.Work = async token =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _database.Clock, token);
            }
            finally
            {
                cutOff = true;
            }
        };
        var worker = StartWorker();
        worker.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = TimeSpan.FromMilliseconds(100);
        await Eventually.HoldsAsync(() => _job.Runs.Count == 1);

        await worker.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => cutOff);
        Assert.Null(Assert.Single(await _database.ReadRunsAsync(TestJob.Name)).FinishedAt);
    }

    [Fact]
    public async Task DisabledJob_DoesNotRun()
    {
        await _database.MigrateAsync();
        var worker = StartWorker(("JOB_TEST_JOB_ENABLED", "false"));
        await Eventually.HoldsAsync(() => worker.Logs.GetSnapshot().Any(record => record.Message == "Job is switched off: test-job."));
        await _database.FinishedRunsAsync("draft-cleanup", 1);

        _database.Clock.Advance(TimeSpan.FromHours(1));
        await _database.FinishedRunsAsync("draft-cleanup", 2);

        Assert.Empty(await _database.ReadRunsAsync(TestJob.Name));
    }

    [Fact]
    public async Task Schedule_ComesFromTheConfiguration()
    {
        await _database.MigrateAsync();

        StartWorker(("JOB_TEST_JOB_SCHEDULE", "15 4 * * *"));

        var run = Assert.Single(await _database.FinishedRunsAsync(TestJob.Name, 1));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 4, 15, 0, TimeSpan.Zero), run.Slot);
    }

    [Fact]
    public async Task MissingDatabase_IsWaitedForAndNotMade()
    {
        var worker = StartWorker();
        await Eventually.HoldsAsync(() => worker.Logs.GetSnapshot().Any(record => record.Message.StartsWith("Waiting for the prompt service", StringComparison.Ordinal)));
        var madeByWorker = Directory.EnumerateFileSystemEntries(_database.Folder).ToList();

        await _database.MigrateAsync();
        await Eventually.HoldsAsync(() =>
        {
            _database.Clock.Advance(TimeSpan.FromSeconds(2));
            return !_job.Runs.IsEmpty;
        });

        Assert.Empty(madeByWorker);
    }

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private WorkerProgram StartWorker(params (string Name, string Value)[] settings)
    {
        var worker = new WorkerProgram(_database, _job, settings);
        _workers.Add(worker);
        worker.StartServer();
        return worker;
    }

    private Task LeaseIsRenewedAsync() => Eventually.HoldsAsync(async () =>
        (await _database.ReadRunsAsync(TestJob.Name))[0].LeasedUntil > _database.Clock.GetUtcNow().AddMinutes(1));
}
