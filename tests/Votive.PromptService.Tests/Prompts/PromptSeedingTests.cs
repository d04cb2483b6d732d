using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Votive.Contracts.Prompts;
using Votive.PostgresServer;
using Votive.PromptService.Prompts;
using Votive.Storage;
using Votive.Storage.Prompts;

namespace Votive.PromptService.Tests.Prompts;

public sealed class SqlitePromptSeedingTests() : PromptSeedingTests(new PromptServiceProgram());

public sealed class PostgresPromptSeedingTests(LocalPostgres postgres) : PromptSeedingTests(new PromptServiceProgram(postgres));

public abstract class PromptSeedingTests(PromptServiceProgram program) : IAsyncLifetime
{
    private readonly PromptServiceProgram _program = program;

    [Fact]
    public void ShippedPrompts_HaveNoFaults() =>
        Assert.All(PromptSeed.ReadAll(), seed => Assert.Empty(seed.Definition.FindFaults(seed.DefaultLanguage)));

    [Fact]
    public void ShippedPrompts_AreTheOnesTheServicesAskFor() =>
        Assert.Equal([PromptKeys.IdentityAnalysis], PromptSeed.ReadAll().Select(seed => seed.Key));

    [Fact]
    public async Task SecondStart_ChangesNothing()
    {
        await StartAndStopAsync();
        await using var again = _program.Beside();
        using var client = again.CreateService();

        var set = await again.ResolveAsync(client);

        Assert.Equal((1, 1L), (set.Version, set.Revision));
    }

    [Fact]
    public async Task ShippedChange_BecomesTheVersionInForce()
    {
        _program.StartServer();

        await SeedChangedAsync();

        await _program.InDatabaseAsync(async context => Assert.Equal(
            [null, 1],
            await context.Set<LabelMove>().OrderBy(move => move.ToNumber).Select(move => move.FromNumber).ToListAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task ShippedChange_LeavesSomebodysOwnVersionInForce()
    {
        _program.StartServer();
        await _program.InDatabaseAsync(async context =>
        {
            var prompt = await context.Prompts.Include(p => p.Versions).Include(p => p.Labels).SingleAsync(TestContext.Current.CancellationToken);
            var own = prompt.AddVersion(Changed("Our own text in {{language}}, {{canary}}.").Definition, prompt.Versions[0], "ann", "ours", _program.Cipher, _program.Clock.GetUtcNow());
            prompt.MoveLabel(PromptKeys.Production, own, "ann", "ours", _program.Clock.GetUtcNow());
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await SeedChangedAsync();

        await _program.InDatabaseAsync(async context => Assert.Equal(
            [1, 2], await context.PromptVersions.Select(version => version.Number).Order().ToListAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task ShippedChange_LeavesAVersionInForceThatSomebodyWentBackTo()
    {
        _program.StartServer();
        await SeedChangedAsync();
        _program.Clock.Advance(TimeSpan.FromSeconds(1));
        await _program.InDatabaseAsync(async context =>
        {
            var prompt = await context.Prompts.Include(p => p.Versions).Include(p => p.Labels).SingleAsync(TestContext.Current.CancellationToken);
            prompt.MoveLabel(PromptKeys.Production, prompt.Versions.Single(version => version.Number == 1), "ann", "the old one was better", _program.Clock.GetUtcNow());
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await SeedChangedAsync();

        await _program.InDatabaseAsync(async context => Assert.Equal(
            3, await context.Set<LabelMove>().CountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task ManyProgramsThatSeedAtOnce_MakeOneVersion()
    {
        _program.StartServer();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(SeedChangedAsync)));

        await _program.InDatabaseAsync(async context => Assert.Equal(2, await context.PromptVersions.CountAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask InitializeAsync() => _program.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _program.DisposeAsync();
    }

    private static PromptSeed Changed(string english)
    {
        var seed = PromptSeed.ReadAll()[0];
        return seed with { Definition = seed.Definition with { Contents = new Dictionary<string, string> { ["en"] = english } } };
    }

    private Task SeedChangedAsync() =>
        new PromptSeeding(_program.Services.GetRequiredService<IDbContextFactory<VotiveDbContext>>(), _program.Cipher, _program.Clock, NullLogger<PromptSeeding>.Instance)
            .SeedAsync(Changed("A better text in {{language}}, {{canary}}."), TestContext.Current.CancellationToken);

    private async Task StartAndStopAsync()
    {
        await using var first = _program.Beside();
        first.StartServer();
    }
}
