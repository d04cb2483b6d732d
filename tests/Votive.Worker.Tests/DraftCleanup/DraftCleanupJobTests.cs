using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Drafts;
using Votive.Worker.DraftCleanup;

namespace Votive.Worker.Tests.DraftCleanup;

public sealed class SqliteDraftCleanupJobTests() : DraftCleanupJobTests(new TestDatabase());

public sealed class PostgresDraftCleanupJobTests(LocalPostgres postgres) : DraftCleanupJobTests(new TestDatabase(postgres))
{
    [Fact]
    public async Task DraftThatIsSavedWhileItIsBeingDeleted_Stays()
    {
        await Database.MigrateAsync();
        var expired = Database.Clock.GetUtcNow() - Draft.Lifetime;
        await SaveAsync(NewDraft("being-saved", expired));
        await using var worker = new WorkerProgram(Database, new TestJob());

        await Database.QueryAsync(async context =>
        {
            // The person's save has begun and is not done; the clean-up meets its row.
            await using var saving = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var draft = await context.Drafts.SingleAsync(TestContext.Current.CancellationToken);
            draft.TryApply(new DraftChange { Path = "full" }, Database.Clock.GetUtcNow());
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            worker.StartServer();
            await Eventually.HoldsAsync(async () => Equals(
                await postgres.ExecuteAsync("SELECT count(*) FROM pg_locks WHERE NOT granted", new Uri(Database.Url).AbsolutePath[1..]), 1L));
            await saving.CommitAsync(TestContext.Current.CancellationToken);
            return true;
        });
        await Database.FinishedRunsAsync(DraftCleanupJob.Name, 1);

        Assert.Equal("full", await Database.QueryAsync(context => context.Drafts.Select(draft => draft.Path).SingleOrDefaultAsync(TestContext.Current.CancellationToken)));
    }
}

public abstract class DraftCleanupJobTests(TestDatabase database) : IAsyncLifetime
{
    protected TestDatabase Database { get; } = database;

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    [InlineData(1_203)]
    public async Task ExpiredDrafts_GoWithTheirReportsAndFreshOnesStay(int expired)
    {
        await Database.MigrateAsync();
        var now = Database.Clock.GetUtcNow();
        await SaveAsync([.. Enumerable.Range(0, expired).Select(number => NewDraft($"expired-{number}", now - Draft.Lifetime))]);
        await SaveAsync(NewDraft("fresh-one", now - Draft.Lifetime + TimeSpan.FromHours(1)));

        await using var worker = new WorkerProgram(Database, new TestJob());
        worker.StartServer();

        var run = Assert.Single(await Database.FinishedRunsAsync(DraftCleanupJob.Name, 1));
        Assert.Equal(expired, JsonDocument.Parse(run.Result!).RootElement.GetProperty("deletedDrafts").GetInt32());
        Assert.Equal(
            ["fresh-one"],
            await Database.QueryAsync(context => context.Drafts.Select(draft => draft.Subject).ToListAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, await Database.QueryAsync(context => context.DraftReports.CountAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask InitializeAsync() => Database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    protected static Draft NewDraft(string subject, DateTimeOffset saved)
    {
        var draft = new Draft(subject, "votive-core", "1.0.0", "en", "quick", saved);
        draft.KeepReport("{}", saved);
        return draft;
    }

    protected Task<int> SaveAsync(params Draft[] drafts) => Database.QueryAsync(context =>
    {
        context.AddRange(drafts);
        return context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
