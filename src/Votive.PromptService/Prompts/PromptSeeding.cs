using Microsoft.EntityFrameworkCore;
using Votive.Contracts.Prompts;
using Votive.Storage;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Prompts;

/// <summary>Puts the shipped prompts into the database, as long as nobody has put their own in force.</summary>
internal sealed partial class PromptSeeding(
    IDbContextFactory<VotiveDbContext> contexts, FieldCipher cipher, TimeProvider clock, ILogger<PromptSeeding> logger) : IHostedService
{
    /// <summary>Author of the versions that come with the program.</summary>
    public const string Author = "votive";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var seed in PromptSeed.ReadAll())
        {
            await SeedAsync(seed, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Saves a version and moves <c>production</c> to it, unless it is there already or somebody else moved <c>production</c> last.</summary>
    internal async Task SeedAsync(PromptSeed seed, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // One writer from here on: of two programs that start at once the second finds the first one's version.
        await using var transaction = await context.BeginWriteAsync(nameof(VotiveDbContext.Prompts), cancellationToken);
        var prompt = await context.Prompts.Include(p => p.Versions).Include(p => p.Labels).AsSplitQuery()
            .SingleOrDefaultAsync(p => p.Key == seed.Key, cancellationToken);
        if (prompt is null)
        {
            prompt = new Prompt(seed.Key, seed.DefaultLanguage, clock.GetUtcNow());
            context.Add(prompt);
        }

        var inForce = prompt.LabelledVersion(PromptKeys.Production);
        if (inForce is not null && await ReadMoverAsync(context, prompt, inForce, cancellationToken) != Author)
        {
            Log.KeptOwn(logger, seed.Key, inForce.Number);
            return;
        }

        var version = prompt.AddVersion(seed.Definition, inForce, Author, "Shipped with the program.", cipher, clock.GetUtcNow());
        if (prompt.MoveLabel(PromptKeys.Production, version, Author, "Shipped with the program.", clock.GetUtcNow()))
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Log.Seeded(logger, seed.Key, version.Number);
        }
    }

    /// <summary>Who put the version in force.</summary>
    private static Task<string?> ReadMoverAsync(VotiveDbContext context, Prompt prompt, PromptVersion inForce, CancellationToken cancellationToken) =>
        context.Set<LabelMove>()
            .Where(move => move.PromptId == prompt.Id && move.Label == PromptKeys.Production && move.ToNumber == inForce.Number)
            .OrderByDescending(move => move.MovedAt)
            .Select(move => move.MovedBy)
            .FirstOrDefaultAsync(cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The shipped {Prompt} is in force as version {Version}.")]
        public static partial void Seeded(ILogger logger, string prompt, int version);

        [LoggerMessage(2, LogLevel.Information, "The shipped {Prompt} is not used: version {Version}, chosen by hand, is in force.")]
        public static partial void KeptOwn(ILogger logger, string prompt, int version);
    }
}
