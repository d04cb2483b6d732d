using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Storage.Jobs;

namespace Votive.Worker.Scheduling;

/// <summary>
/// Which worker has which run. A row of <see cref="JobRun"/> is the claim: its key lets each slot be claimed once, its index of
/// unfinished runs lets a job run once at a time, and its lease frees it when the owner has died.
/// </summary>
internal sealed class JobClaims(IDbContextFactory<VotiveDbContext> contexts, TimeProvider clock)
{
    /// <summary>How long a claim holds without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Who this worker is.</summary>
    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.CreateVersion7():N}");

    /// <summary>Claims a slot.</summary>
    /// <returns>False when it was claimed before, or another run of the job is under way.</returns>
    public async Task<bool> TryClaimAsync(string job, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();

        // Raw, because Entity Framework can't say "on conflict". The same words do on SQLite and PostgreSQL.
        var inserted = await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "JobRuns" ("Job", "Slot", "Owner", "StartedAt", "LeasedUntil")
            VALUES ({job}, {slot.UtcDateTime}, {_owner}, {now.UtcDateTime}, {(now + Lease).UtcDateTime})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        return inserted == 1;
    }

    /// <summary>Takes over the job's unfinished run when its owner's lease is past.</summary>
    /// <returns>The run's slot; null when there is none to take.</returns>
    public async Task<DateTimeOffset?> TryTakeOverAsync(string job, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var slot = await context.JobRuns
            .Where(run => run.Job == job && run.FinishedAt == null && run.LeasedUntil < now)
            .Select(run => (DateTimeOffset?)run.Slot)
            .SingleOrDefaultAsync(cancellationToken);
        if (slot is null)
        {
            return null;
        }

        var taken = await context.JobRuns
            .Where(run => run.Job == job && run.Slot == slot && run.FinishedAt == null && run.LeasedUntil < now)
            .ExecuteUpdateAsync(
                run => run.SetProperty(r => r.Owner, _owner).SetProperty(r => r.StartedAt, now).SetProperty(r => r.LeasedUntil, now + Lease),
                cancellationToken);
        return taken == 1 ? slot : null;
    }

    /// <summary>Keeps a claim alive.</summary>
    /// <returns>False when another worker has it by now.</returns>
    public async Task<bool> TryRenewAsync(string job, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var until = clock.GetUtcNow() + Lease;
        return await Own(context, job, slot).ExecuteUpdateAsync(run => run.SetProperty(r => r.LeasedUntil, until), cancellationToken) == 1;
    }

    /// <summary>Writes down how a run ended.</summary>
    /// <param name="job">Name of the job.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="result">What it counted; null for a run that failed.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public async Task FinishAsync(string job, DateTimeOffset slot, IReadOnlyDictionary<string, long>? result, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        DateTimeOffset? now = clock.GetUtcNow();
        JobOutcome? outcome = result is null ? JobOutcome.Failed : JobOutcome.Completed;
        var json = result is null ? null : JsonSerializer.Serialize(result);
        await Own(context, job, slot).ExecuteUpdateAsync(
            run => run.SetProperty(r => r.FinishedAt, now).SetProperty(r => r.Outcome, outcome).SetProperty(r => r.Result, json),
            cancellationToken);
    }

    private IQueryable<JobRun> Own(VotiveDbContext context, string job, DateTimeOffset slot) =>
        context.JobRuns.Where(run => run.Job == job && run.Slot == slot && run.Owner == _owner && run.FinishedAt == null);
}
