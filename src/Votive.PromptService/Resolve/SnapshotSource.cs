using Microsoft.EntityFrameworkCore;
using Votive.Storage;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Resolve;

/// <summary>Holds the snapshot in force, and rebuilds it when the revision has moved.</summary>
internal sealed class SnapshotSource(IDbContextFactory<VotiveDbContext> contexts, FieldCipher cipher)
{
    private PromptSnapshot? _current;

    /// <summary>The snapshot in force.</summary>
    /// <exception cref="InvalidOperationException">None was built yet.</exception>
    public PromptSnapshot Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("The snapshot is built before the first request.");

    /// <summary>Reads the revision, and only when it has moved the prompts too.</summary>
    /// <returns>True when there is a new snapshot.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var revision = await ReadRevisionAsync(context, cancellationToken);
        if (revision == _current?.Revision)
        {
            return false;
        }

        // Somebody may publish between two reads. The prompts belong to a revision when it is the same before and after.
        while (true)
        {
            var (prompts, labelled) = await ReadPromptsAsync(context, cancellationToken);
            var after = await ReadRevisionAsync(context, cancellationToken);
            if (after == revision)
            {
                Volatile.Write(ref _current, PromptSnapshot.Create(revision, prompts, labelled, cipher));
                return true;
            }

            revision = after;
        }
    }

    private static Task<long> ReadRevisionAsync(VotiveDbContext context, CancellationToken cancellationToken) =>
        context.ConfigurationRevisions.Select(revision => revision.Number).SingleAsync(cancellationToken);

    private static async Task<(List<Prompt> Prompts, Dictionary<Guid, PromptVersion> Labelled)> ReadPromptsAsync(
        VotiveDbContext context, CancellationToken cancellationToken)
    {
        var prompts = await context.Prompts.AsNoTracking().Include(prompt => prompt.Labels).ToListAsync(cancellationToken);
        var labelled = await context.PromptVersions.AsNoTracking()
            .Where(version => context.PromptLabels.Any(label => label.VersionId == version.Id))
            .Include(version => version.Contents)
            .ToDictionaryAsync(version => version.Id, cancellationToken);
        return (prompts, labelled);
    }
}
