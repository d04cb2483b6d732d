using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Votive.PromptService.Resolve;
using Votive.Storage;

namespace Votive.PromptService.Tests.Resolve;

public sealed class SnapshotRefreshTests
{
    private const int Busy = 5;

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogCollector _logs = new();

    [Fact]
    public async Task AnotherFailure_IsLogged_AndTheSameOneIsNotLoggedAgain()
    {
        await using var program = new PromptServiceProgram();
        program.StartServer();
        var contexts = new FailingContexts(program.Services.GetRequiredService<IDbContextFactory<VotiveDbContext>>());
        using var refresh = new SnapshotRefresh(new SnapshotSource(contexts, program.Cipher), _clock, new FakeLogger<SnapshotRefresh>(_logs));
        await refresh.StartAsync(TestContext.Current.CancellationToken);

        contexts.Failure = new SqliteException("busy", Busy);
        await LookTwiceAsync(contexts);
        await program.InDatabaseAsync(SpoilAsync);
        contexts.Failure = null;
        await LookTwiceAsync(contexts);
        contexts.Failure = new SqliteException("busy", Busy);
        await LookTwiceAsync(contexts);
        await refresh.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal([LogLevel.Warning, LogLevel.Error, LogLevel.Warning], _logs.GetSnapshot().Select(record => record.Level));
    }

    [Fact]
    public async Task PromptThatCanNotBeOpened_IsRefusedByNameAtTheStart()
    {
        await using var program = new PromptServiceProgram();
        program.StartServer();
        await program.InDatabaseAsync(SpoilAsync);
        var contexts = program.Services.GetRequiredService<IDbContextFactory<VotiveDbContext>>();
        using var refresh = new SnapshotRefresh(new SnapshotSource(contexts, program.Cipher), _clock, new FakeLogger<SnapshotRefresh>(_logs));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => refresh.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(
            "FIELD_KEYS does not open what is sealed in the database that DATABASE_URL names, or that is damaged: PromptContents.Text of ",
            Assert.Single(refusal.Failures),
            StringComparison.Ordinal);
    }

    /// <summary>As if a version was published that another keyring has sealed.</summary>
    private static async Task SpoilAsync(VotiveDbContext context)
    {
        await context.Database.ExecuteSqlAsync($"""UPDATE "ConfigurationRevisions" SET "Number" = "Number" + 1""", TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""UPDATE "PromptContents" SET "Text" = (SELECT "Text" FROM "PromptContents" WHERE "Language" = 'en')""", TestContext.Current.CancellationToken);
    }

    /// <summary>Time goes on until the program has begun to look a third time: it is done with two then.</summary>
    private async Task LookTwiceAsync(FailingContexts contexts)
    {
        var wanted = contexts.Asked + 3;
        while (contexts.Asked < wanted)
        {
            _clock.Advance(SnapshotRefresh.Interval);
            await Task.Yield();
        }
    }

    private sealed class FailingContexts(IDbContextFactory<VotiveDbContext> contexts) : IDbContextFactory<VotiveDbContext>
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Exception? Failure { get; set; }

        public VotiveDbContext CreateDbContext()
        {
            Interlocked.Increment(ref _asked);
            return Failure is { } failure ? throw failure : contexts.CreateDbContext();
        }
    }
}
