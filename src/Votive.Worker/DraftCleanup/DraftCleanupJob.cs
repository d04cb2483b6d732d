using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Storage.Fields;
using Votive.Worker.Scheduling;

namespace Votive.Worker.DraftCleanup;

/// <summary>Deletes drafts, with their reports, that nobody has saved for so long that they have expired; and the keys of people who keep nothing any more.</summary>
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
        int found;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);

            var expired = await context.Drafts
                .Where(draft => draft.ExpiresAt <= now)
                .OrderBy(draft => draft.ExpiresAt)
                .Select(draft => new { draft.Id, draft.Subject })
                .Take(BatchCount)
                .ToListAsync(cancellationToken);
            found = expired.Count;
            if (found == 0)
            {
                break;
            }

            var subjects = expired.Select(draft => draft.Subject).Distinct().ToList();
            var ids = expired.Select(draft => draft.Id).ToList();
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await context.HoldKeysAsync(subjects, cancellationToken);

            // Asked once more: a draft that was saved meanwhile keeps its new date, and stays.
            total += await context.Drafts.Where(draft => ids.Contains(draft.Id) && draft.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
            await context.DropUnusedKeysAsync(subjects, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        while (found == BatchCount);

        return new Dictionary<string, long> { ["deletedDrafts"] = total };
    }
}
