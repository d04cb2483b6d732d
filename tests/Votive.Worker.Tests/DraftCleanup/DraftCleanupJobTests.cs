using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.Storage.Drafts;
using Votive.Worker.DraftCleanup;

namespace Votive.Worker.Tests.DraftCleanup;

public sealed class DraftCleanupJobTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData(1_203)]
    public async Task ExpiredDrafts_GoWithTheirReportsAndFreshOnesStay(int expired)
    {
        await _database.MigrateAsync();
        var now = _database.Clock.GetUtcNow();
        await SaveAsync([.. Enumerable.Range(0, expired).Select(number => Draft($"expired-{number}", now - Votive.Storage.Drafts.Draft.Lifetime))]);
        await SaveAsync(Draft("fresh-one", now - Votive.Storage.Drafts.Draft.Lifetime + TimeSpan.FromSeconds(1)));

        await using var worker = new WorkerProgram(_database, new TestJob());
        worker.StartServer();

        var run = Assert.Single(await _database.FinishedRunsAsync(DraftCleanupJob.Name, 1));
        Assert.Equal(expired, JsonDocument.Parse(run.Result!).RootElement.GetProperty("deletedDrafts").GetInt32());
        Assert.Equal(
            ["fresh-one"],
            await _database.QueryAsync(context => context.Drafts.Select(draft => draft.Subject).ToListAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, await _database.QueryAsync(context => context.DraftReports.CountAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Draft Draft(string subject, DateTimeOffset saved)
    {
        var draft = new Draft(subject, "votive-core", "1.0.0", "en", "quick", saved);
        draft.KeepReport("{}", saved);
        return draft;
    }

    private Task<int> SaveAsync(params Draft[] drafts) => _database.QueryAsync(context =>
    {
        context.AddRange(drafts);
        return context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
