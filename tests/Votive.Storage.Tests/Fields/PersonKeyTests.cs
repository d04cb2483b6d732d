using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests.Fields;

public sealed class SqlitePersonKeyTests() : PersonKeyTests(new TemporaryStorage())
{
    [Fact]
    public async Task DroppedKeys_AreInNoPageAfterwards_NotEvenInAFreeOne()
    {
        var contexts = await MigrateAsync();
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var keys = Enumerable.Range(0, 500)
            .Select(number => PersonKey.Create(string.Create(CultureInfo.InvariantCulture, $"visitor-{number}"), TemporaryStorage.Cipher, Storage.Clock.GetUtcNow()))
            .ToList();
        context.AddRange(keys);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        var before = await Storage.ReadPagesAsync();

        await using (var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            var subjects = keys.Select(key => key.Subject).ToList();
            await context.HoldKeysAsync(subjects, TestContext.Current.CancellationToken);
            await context.DropUnusedKeysAsync(subjects, TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await context.Database.ExecuteSqlAsync($"PRAGMA wal_checkpoint(TRUNCATE)", TestContext.Current.CancellationToken);
        var after = await Storage.ReadPagesAsync();
        Assert.Equal((500, 0), (CountIn(before), CountIn(after)));

        int CountIn(byte[] pages) => keys.Count(key => pages.AsSpan().IndexOf(key.Key.ToArray()) >= 0);
    }
}

public sealed class PostgresPersonKeyTests(LocalPostgres postgres) : PersonKeyTests(new TemporaryStorage(postgres))
{
    [Fact]
    public async Task SeveralKeys_AreHeldInTheOrderOfTheTable_AsTheRewrapGoes()
    {
        var contexts = await MigrateAsync();
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);

        // They lie in the table in the opposite order.
        foreach (var subject in new[] { "visitor-3", "visitor-2", "visitor-1" })
        {
            context.Add(PersonKey.Create(subject, TemporaryStorage.Cipher, Storage.Clock.GetUtcNow()));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var rewrap = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await LockAsync(context, "visitor-1");
        var holding = Task.Run(async () =>
        {
            await using var other = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
            await using var transaction = await other.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await other.HoldKeysAsync(["visitor-3", "visitor-2", "visitor-1"], TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        await using var observer = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        while (await CountWaitingAsync(observer) == 0)
        {
            Assert.False(holding.IsCompleted);
        }

        // Whoever waits for the first has none of the others.
        await LockAsync(context, "visitor-2");
        await LockAsync(context, "visitor-3");
        await rewrap.CommitAsync(TestContext.Current.CancellationToken);
        await holding;
    }

    private static async Task LockAsync(VotiveDbContext context, string subject) =>
        await context.Database.SqlQuery<string>($"""SELECT "Subject" FROM "PersonKeys" WHERE "Subject" = {subject} FOR UPDATE NOWAIT""")
            .ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<int> CountWaitingAsync(VotiveDbContext context) =>
        (await context.Database.SqlQuery<int>($"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .ToListAsync(TestContext.Current.CancellationToken)).Count;
}

/// <summary>The keys of people come with the first draft and go with the last, whoever else is at it.</summary>
public abstract class PersonKeyTests(TemporaryStorage storage) : IAsyncLifetime
{
    protected const string Subject = "visitor-ann";

    protected TemporaryStorage Storage { get; } = storage;

    [Fact]
    public async Task ManyFirstWritesAtOnce_EndWithOneKey_AndEveryDraftOpens()
    {
        var contexts = await MigrateAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => BeginDraftAsync(contexts, Instrument(number)))));

        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await context.PersonKeys.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(20, await OpenDraftsAsync(context));
    }

    [Fact]
    public async Task SecondDraft_HasTheKeyOfTheFirst()
    {
        var contexts = await MigrateAsync();
        await BeginDraftAsync(contexts, "first");
        Storage.Clock.Advance(TimeSpan.FromDays(1));

        await BeginDraftAsync(contexts, "second");

        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var key = await context.PersonKeys.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Storage.Clock.GetUtcNow().AddDays(-1), key.CreatedAt);
        Assert.Equal(2, await OpenDraftsAsync(context));
    }

    [Fact]
    public async Task LastDraft_TakesTheKeyWithIt_AndAnEarlierOneDoesNot()
    {
        var contexts = await MigrateAsync();
        await BeginDraftAsync(contexts, "first");
        await BeginDraftAsync(contexts, "second");
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);

        await DeleteDraftAsync(contexts, "first");
        var afterOne = await context.PersonKeys.CountAsync(TestContext.Current.CancellationToken);
        await DeleteDraftAsync(contexts, "second");

        Assert.Equal((1, 0), (afterOne, await context.PersonKeys.CountAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task WhatWasSealedWithADroppedKey_CanNotBeOpened()
    {
        var contexts = await MigrateAsync();
        await BeginDraftAsync(contexts, "first");
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var kept = await context.Drafts.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        await DeleteDraftAsync(contexts, "first");

        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var newKey = await context.KeyForWritingAsync(Subject, TemporaryStorage.Cipher, Storage.Clock.GetUtcNow(), TestContext.Current.CancellationToken);

        var exception = Assert.Throws<FieldException>(() => kept.ReadAnswers(newKey.Open(TemporaryStorage.Cipher)));
        Assert.Equal(FieldFault.UnknownKey, exception.Fault);
    }

    [Fact]
    public async Task DraftsThatBeginWhileOthersEnd_NeverLoseTheirKey()
    {
        var contexts = await MigrateAsync();
        var over = false;
        var reading = Task.Run(async () =>
        {
            await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
            while (!Volatile.Read(ref over))
            {
                await OpenDraftsAsync(context);
            }
        }, TestContext.Current.CancellationToken);

        // Each comes and goes by itself, so that the last draft of the person ends many times while another begins.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                await BeginDraftAsync(contexts, Instrument(number));
                await DeleteDraftAsync(contexts, Instrument(number));
            }

            await BeginDraftAsync(contexts, Instrument(number));
        })));
        Volatile.Write(ref over, true);
        await reading;

        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, await OpenDraftsAsync(context));
    }

    [Fact]
    public async Task TimeOfAKey_IsInWholeMicroseconds()
    {
        var contexts = await MigrateAsync();
        Storage.Clock.Advance(TimeSpan.FromTicks(7));

        await BeginDraftAsync(contexts, "first");

        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var key = await context.PersonKeys.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Storage.Clock.GetUtcNow().AddTicks(-7), key.CreatedAt);
    }

    [Fact]
    public async Task KeyOfAPersonWithDrafts_CanNotBeDeleted()
    {
        var contexts = await MigrateAsync();
        await BeginDraftAsync(contexts, "first");
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.PersonKeys.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await OpenDraftsAsync(context));
    }

    public ValueTask InitializeAsync() => Storage.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Storage.DisposeAsync();
    }

    private static string Instrument(int number) => string.Create(CultureInfo.InvariantCulture, $"instrument-{number}");

    private static async Task DeleteDraftAsync(IDbContextFactory<VotiveDbContext> contexts, string instrument)
    {
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await context.HoldKeysAsync([Subject], TestContext.Current.CancellationToken);
        await context.Drafts.Where(draft => draft.Subject == Subject && draft.Instrument == instrument).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        await context.DropUnusedKeysAsync([Subject], TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> OpenDraftsAsync(VotiveDbContext context)
    {
        var drafts = await context.Drafts.AsNoTracking().Include(draft => draft.PersonKey).ToListAsync(TestContext.Current.CancellationToken);
        return drafts.Count(draft => draft.ReadAnswers(draft.PersonKey!.Open(TemporaryStorage.Cipher)) == "{}");
    }

    private async Task BeginDraftAsync(IDbContextFactory<VotiveDbContext> contexts, string instrument)
    {
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var key = await context.KeyForWritingAsync(Subject, TemporaryStorage.Cipher, Storage.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        context.Add(new Draft(key.Open(TemporaryStorage.Cipher), instrument, "1.0.0", "en", "quick", Storage.Clock.GetUtcNow()));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    protected async Task<IDbContextFactory<VotiveDbContext>> MigrateAsync()
    {
        var program = Storage.Open();
        await program.GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);
        return program.GetRequiredService<IDbContextFactory<VotiveDbContext>>();
    }
}
