using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests.Fields;

public sealed class SqlitePersonKeyTests() : PersonKeyTests(new TemporaryStorage());

public sealed class PostgresPersonKeyTests(LocalPostgres postgres) : PersonKeyTests(new TemporaryStorage(postgres));

/// <summary>The keys of people come with the first draft and go with the last, whoever else is at it.</summary>
public abstract class PersonKeyTests(TemporaryStorage storage) : IAsyncLifetime
{
    private const string Subject = "visitor-ann";

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
        storage.Clock.Advance(TimeSpan.FromDays(1));

        await BeginDraftAsync(contexts, "second");

        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var key = await context.PersonKeys.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(storage.Clock.GetUtcNow().AddDays(-1), key.CreatedAt);
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
        var newKey = await context.KeyForWritingAsync(Subject, TemporaryStorage.Cipher, storage.Clock.GetUtcNow(), TestContext.Current.CancellationToken);

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
    public async Task KeyOfAPersonWithDrafts_CanNotBeDeleted()
    {
        var contexts = await MigrateAsync();
        await BeginDraftAsync(contexts, "first");
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.PersonKeys.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, await OpenDraftsAsync(context));
    }

    public ValueTask InitializeAsync() => storage.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return storage.DisposeAsync();
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
        var key = await context.KeyForWritingAsync(Subject, TemporaryStorage.Cipher, storage.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        context.Add(new Draft(key.Open(TemporaryStorage.Cipher), instrument, "1.0.0", "en", "quick", storage.Clock.GetUtcNow()));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<IDbContextFactory<VotiveDbContext>> MigrateAsync()
    {
        var program = storage.Open();
        await program.GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);
        return program.GetRequiredService<IDbContextFactory<VotiveDbContext>>();
    }
}
