using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Worker.Scheduling;

namespace Votive.Worker.DraftCleanup;

/// <summary>Deletes drafts, with their reports, that nobody has saved for so long that they have expired.</summary>
internal sealed class DraftCleanupJob(IDbContextFactory<VotiveDbContext> contexts, TimeProvider clock) : Job
{
    public const string Name = "draft-cleanup";

    /// <summary>Hourly, off the full hour.</summary>
    public const string DefaultSchedule = "17 * * * *";

    /// <summary>Few enough that a person who saves an answer meanwhile doesn't notice the wait.</summary>
    private const int BatchCount = 500;

    public override async Task<IReadOnlyDictionary<string, long>> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        long total = 0;
        int deleted;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);

            // One statement: a draft that is saved before it keeps its new date, and stays. The date is asked twice, because PostgreSQL
            // asks the outer condition again of a row that was saved while it waited for it, and the inner one not.
            deleted = await context.Drafts
                .Where(draft => draft.ExpiresAt <= now && context.Drafts
                    .Where(expired => expired.ExpiresAt <= now)
                    .OrderBy(expired => expired.ExpiresAt)
                    .Select(expired => expired.Id)
                    .Take(BatchCount)
                    .Contains(draft.Id))
                .ExecuteDeleteAsync(cancellationToken);
            total += deleted;
        }
        while (deleted == BatchCount);

        return new Dictionary<string, long> { ["deletedDrafts"] = total };
    }
}
