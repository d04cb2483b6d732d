using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
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
        await SaveAsync("being-saved", expired);
        await using var worker = new WorkerProgram(Database, new TestJob());

        await Database.QueryAsync(async context =>
        {
            // The person's save has begun and is not done; the clean-up meets its row.
            await using var saving = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var draft = await context.Drafts.Include(draft => draft.PersonKey).SingleAsync(TestContext.Current.CancellationToken);
            draft.TryApply(new DraftChange { Path = "full" }, draft.PersonKey!.Open(Database.Cipher), Database.Clock.GetUtcNow());
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
        await SaveAsync(Enumerable.Range(0, expired).Select(number => $"expired-{number}"), "votive-core", now - Draft.Lifetime);
        await SaveAsync("fresh-one", now - Draft.Lifetime + TimeSpan.FromHours(1));

        await using var worker = new WorkerProgram(Database, new TestJob());
        worker.StartServer();

        var run = Assert.Single(await Database.FinishedRunsAsync(DraftCleanupJob.Name, 1));
        Assert.Equal(expired, JsonDocument.Parse(run.Result!).RootElement.GetProperty("deletedDrafts").GetInt32());
        Assert.Equal(
            ["fresh-one"],
            await Database.QueryAsync(context => context.Drafts.Select(draft => draft.Subject).ToListAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, await Database.QueryAsync(context => context.DraftReports.CountAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(
            ["fresh-one"],
            await Database.QueryAsync(context => context.PersonKeys.Select(key => key.Subject).ToListAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task PersonWithAFreshDraftBesideAnExpiredOne_KeepsTheKey()
    {
        await Database.MigrateAsync();
        var now = Database.Clock.GetUtcNow();
        await SaveAsync("visitor-1", now - Draft.Lifetime);
        await SaveAsync(["visitor-1"], "another-one", now);

        await using var worker = new WorkerProgram(Database, new TestJob());
        worker.StartServer();
        await Database.FinishedRunsAsync(DraftCleanupJob.Name, 1);

        var left = await Database.QueryAsync(context => context.Drafts.Include(draft => draft.PersonKey).SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("another-one", "{}"), (left.Instrument, left.ReadAnswers(left.PersonKey!.Open(Database.Cipher))));
    }

    public ValueTask InitializeAsync() => Database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    protected Task<int> SaveAsync(string subject, DateTimeOffset saved) => SaveAsync([subject], "votive-core", saved);

    private Task<int> SaveAsync(IEnumerable<string> subjects, string instrument, DateTimeOffset saved) => Database.QueryAsync(async context =>
    {
        foreach (var subject in subjects)
        {
            var person = (await context.KeyForWritingAsync(subject, Database.Cipher, saved, TestContext.Current.CancellationToken)).Open(Database.Cipher);
            var draft = new Draft(person, instrument, "1.0.0", "en", "quick", saved);
            draft.KeepReport("{}", person, saved);
            context.Add(draft);
        }

        return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
