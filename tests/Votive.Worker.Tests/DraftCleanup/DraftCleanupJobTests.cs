using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
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
        await SaveAsync(Enumerable.Range(0, expired).Select(number => $"expired-{number}"), "votive-core", now - Draft.Lifetime);
        await SaveAsync("fresh-one", now - Draft.Lifetime + TimeSpan.FromSeconds(1));

        await using var worker = new WorkerProgram(_database, new TestJob());
        worker.StartServer();

        var run = Assert.Single(await _database.FinishedRunsAsync(DraftCleanupJob.Name, 1));
        Assert.Equal(expired, JsonDocument.Parse(run.Result!).RootElement.GetProperty("deletedDrafts").GetInt32());
        Assert.Equal(
            ["fresh-one"],
            await _database.QueryAsync(context => context.Drafts.Select(draft => draft.Subject).ToListAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(1, await _database.QueryAsync(context => context.DraftReports.CountAsync(TestContext.Current.CancellationToken)));
        Assert.Equal(
            ["fresh-one"],
            await _database.QueryAsync(context => context.PersonKeys.Select(key => key.Subject).ToListAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task PersonWithAFreshDraftBesideAnExpiredOne_KeepsTheKey()
    {
        await _database.MigrateAsync();
        var now = _database.Clock.GetUtcNow();
        await SaveAsync("visitor-1", now - Draft.Lifetime);
        await SaveAsync(["visitor-1"], "another-one", now);

        await using var worker = new WorkerProgram(_database, new TestJob());
        worker.StartServer();
        await _database.FinishedRunsAsync(DraftCleanupJob.Name, 1);

        var left = await _database.QueryAsync(context => context.Drafts.Include(draft => draft.PersonKey).SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("another-one", "{}"), (left.Instrument, left.ReadAnswers(left.PersonKey!.Open(_database.Cipher))));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<int> SaveAsync(string subject, DateTimeOffset saved) => SaveAsync([subject], "votive-core", saved);

    private Task<int> SaveAsync(IEnumerable<string> subjects, string instrument, DateTimeOffset saved) => _database.QueryAsync(async context =>
    {
        foreach (var subject in subjects)
        {
            var person = (await context.KeyForWritingAsync(subject, _database.Cipher, saved, TestContext.Current.CancellationToken)).Open(_database.Cipher);
            var draft = new Draft(person, instrument, "1.0.0", "en", "quick", saved);
            draft.KeepReport("{}", person, saved);
            context.Add(draft);
        }

        return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    });
}
