using System.Diagnostics;
using Cronos;
using Microsoft.Extensions.Options;
using Votive.Storage.Databases;

namespace Votive.Worker.Scheduling;

/// <summary>Runs one job on its schedule.</summary>
/// <remarks>
/// It asks for the latest slot that is past and not yet claimed, so slots that were slept over run once on waking, and a slot that came
/// while the job was still running runs after it. Only one run of a job is under way at a time, here and elsewhere.
/// </remarks>
internal sealed class JobScheduler(
    string name, Job job, IOptionsMonitor<JobOptions> options, JobClaims claims, SchemaGate schema, TimeProvider clock, ILogger<JobScheduler> logger) : BackgroundService
{
    /// <summary>Longest time without a look at the clock and at others' expired leases.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Where the spans of jobs come from.</summary>
    private static readonly ActivitySource Source = new("Votive.Worker");

    // Never disposed: it has no timer, and a host may stop its services again after they are gone.
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Takes no more slots, and waits for the run under way until the host's patience ends; then the run is cut off.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _abort.CancelAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Get(name);
        if (!bool.Parse(settings.Enabled))
        {
            JobLog.Disabled(logger, name);
            return;
        }

        var schedule = CronExpression.Parse(settings.Schedule);
        await schema.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await NextRunAsync(schedule, stoppingToken) is { } slot)
                {
                    await RunAsync(slot);
                    continue;
                }
            }
            catch (Exception e) when (DatabaseFailure.IsTemporary(e))
            {
                JobLog.Postponed(logger, name, e);
            }

            await Task.Delay(UntilNextLook(schedule), clock, stoppingToken);
        }
    }

    private async Task<DateTimeOffset?> NextRunAsync(CronExpression schedule, CancellationToken cancellationToken)
    {
        if (await claims.TryTakeOverAsync(name, cancellationToken) is { } abandoned)
        {
            return abandoned;
        }

        return schedule.LatestSlot(clock.GetUtcNow()) is { } slot && await claims.TryClaimAsync(name, slot, cancellationToken) ? slot : null;
    }

    private TimeSpan UntilNextLook(CronExpression schedule)
    {
        var now = clock.GetUtcNow();
        return schedule.GetNextOccurrence(now.UtcDateTime) is { } next && next - now.UtcDateTime < Interval ? next - now.UtcDateTime : Interval;
    }

    private async Task RunAsync(DateTimeOffset slot)
    {
        // A trace of its own, whatever was under way when the worker started.
        Activity.Current = null;
        using var activity = Source.StartActivity($"job {name}") ?? new Activity($"job {name}").Start();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        using var done = new CancellationTokenSource();
        var started = clock.GetTimestamp();
        var renewing = KeepClaimAsync(slot, lost, done.Token);
        IReadOnlyDictionary<string, long>? result = null;
        try
        {
            result = await job.RunAsync(lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // The claim stays unfinished: whoever sees its lease run out takes the run over.
            JobLog.Stopped(logger, name);
            return;
        }
        catch (Exception e)
        {
            // The outermost place: a job that fails must not end the worker and the other jobs with it.
            activity.SetStatus(ActivityStatusCode.Error);
            JobLog.Failed(logger, name, ElapsedMilliseconds(started), e);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }

        if (result is not null)
        {
            JobLog.Completed(logger, name, ElapsedMilliseconds(started), result);
        }

        await claims.FinishAsync(name, slot, result, _abort.Token);
    }

    /// <summary>Renews the claim until the run is done; cuts the run off when another worker has it.</summary>
    private async Task KeepClaimAsync(DateTimeOffset slot, CancellationTokenSource lost, CancellationToken done)
    {
        using var timer = new PeriodicTimer(JobClaims.Lease / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                try
                {
                    if (!await claims.TryRenewAsync(name, slot, done))
                    {
                        await lost.CancelAsync();
                        return;
                    }
                }
                catch (Exception e) when (DatabaseFailure.IsTemporary(e))
                {
                    JobLog.Postponed(logger, name, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is done.
        }
    }

    private long ElapsedMilliseconds(long started) => (long)clock.GetElapsedTime(started).TotalMilliseconds;
}
