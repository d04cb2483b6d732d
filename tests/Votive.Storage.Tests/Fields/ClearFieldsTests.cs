using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Votive.Storage.Databases;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Fields;

/// <summary>A database of the first schema, which had prompts, answers and reports in clear, comes up to date and loses nothing.</summary>
public sealed class ClearFieldsTests : IAsyncDisposable
{
    private const string FirstSchema = "20261124085908_Initial";
    private const string Canary = "kept-in-clear-before";

    /// <summary>More than fit into two batches.</summary>
    private const int DraftCount = 450;

    private readonly TemporaryStorage _storage = new();

    [Fact]
    public async Task EarlierDatabase_ComesUpToDate_WithAllItsContent()
    {
        await MakeEarlierDatabaseAsync();

        await _storage.MigrateAsync();

        await AssertWholeAsync();
    }

    [Fact]
    public async Task MigrationThatWasCutOff_IsTakenUpWhereItWas_AndNobodyServesMeanwhile()
    {
        await MakeEarlierDatabaseAsync();

        // At the first draft, in the second batch of drafts, and in the reports.
        foreach (var draft in new[] { 1, 250, 400 })
        {
            using var stop = new CancellationTokenSource();
            var program = _storage.Open();
            var database = new VotiveDatabase(
                program.GetRequiredService<IDbContextFactory<VotiveDbContext>>(),
                program.GetRequiredService<IOptions<StorageOptions>>(),
                TemporaryStorage.Cipher,
                new StoppingClock(draft, stop));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.MigrateAsync(refuseLost: true, stop.Token));
            Assert.Equal(SchemaState.Older, await database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
        }

        await _storage.MigrateAsync();

        await AssertWholeAsync();
    }

    [Fact]
    public async Task MigrationThatWasCutOff_DoesNotGoOnWithAnotherKeyring()
    {
        await MakeEarlierDatabaseAsync();
        using var stop = new CancellationTokenSource();
        await using (var context = await CreateContextAsync())
        {
            await context.Database.MigrateAsync(ClearFields.AfterMigration, TestContext.Current.CancellationToken);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => new ClearFields(context, TemporaryStorage.Cipher, new StoppingClock(250, stop)).SealAsync(stop.Token));
        }

        await Refused.WithAsync("FIELD_KEYS lacks a key", () => _storage.MigrateAsync(fieldKeys: $"other:{new string('8', 64)}"));
        await _storage.MigrateAsync();

        await AssertWholeAsync();
    }

    [Fact]
    public async Task ValueThatIsStillInClear_IsNotLetThroughTheSwitch()
    {
        await MakeEarlierDatabaseAsync();
        await using var context = await CreateContextAsync();
        await context.Database.MigrateAsync(ClearFields.AfterMigration, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SqliteException>(() => context.Database.MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Equal(SchemaState.Older, await _storage.Open().GetRequiredService<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken));
        await _storage.MigrateAsync();
        await AssertWholeAsync();
    }

    [Fact]
    public async Task WhatWasInClear_IsInNoPageAfterwards_NotEvenInAFreeOne()
    {
        await MakeEarlierDatabaseAsync();
        var before = await _storage.ReadPagesAsync();

        await _storage.MigrateAsync();

        Assert.NotEqual(-1, before.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
        Assert.Equal(-1, (await _storage.ReadPagesAsync()).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private static string Subject(int number) => string.Create(CultureInfo.InvariantCulture, $"visitor-{number / 2}");

    private static string Answers(int number) => string.Create(CultureInfo.InvariantCulture, $$"""{"end.more":"{{Canary}} {{number}} ż"}""");

    private static string Report(int number) => string.Create(CultureInfo.InvariantCulture, $"\"{Canary} {number} {new string('x', 5_000)}\"");

    private async Task MakeEarlierDatabaseAsync()
    {
        await File.WriteAllBytesAsync(_storage.DatabasePath, [], TestContext.Current.CancellationToken);
        await using var context = await CreateContextAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", TestContext.Current.CancellationToken);
        await context.Database.MigrateAsync(FirstSchema, TestContext.Current.CancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var (prompt, version, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), _storage.Clock.GetUtcNow().UtcDateTime);
        await context.Database.ExecuteSqlAsync($"""INSERT INTO "Prompts" VALUES ({prompt}, 'A_PROMPT', 'en', {now})""", TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlAsync(
            $$"""
            INSERT INTO "PromptVersions" ("Id", "PromptId", "Number", "Hash", "Variables", "OutputSchema", "Author", "Message", "CreatedAt", "Standard_MaxTokens", "Thinking_MaxTokens")
            VALUES ({{version}}, {{prompt}}, 1, 'hash', '[]', '{}', 'ann', 'first', {{now}}, 1000, 2000)
            """,
            TestContext.Current.CancellationToken);
        foreach (var language in new[] { "en", "pl" })
        {
            await context.Database.ExecuteSqlAsync(
                $"""INSERT INTO "PromptContents" ("VersionId", "Language", "Text") VALUES ({version}, {language}, {$"{Canary} in {language}"})""",
                TestContext.Current.CancellationToken);
        }

        for (var number = 0; number < DraftCount; number++)
        {
            var id = Guid.CreateVersion7();
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Drafts" ("Id", "Subject", "Instrument", "Version", "Locale", "Path", "CurrentItem", "Answers", "Revision", "CreatedAt", "UpdatedAt", "ExpiresAt")
                VALUES ({id}, {Subject(number)}, {$"instrument-{number:000}"}, '1.0.0', 'pl', 'quick', 'end.more', {Answers(number)}, {number}, {now}, {now}, {now})
                """,
                TestContext.Current.CancellationToken);
            if (number % 2 == 0)
            {
                await context.Database.ExecuteSqlAsync($"""INSERT INTO "DraftReports" VALUES ({id}, {Report(number)})""", TestContext.Current.CancellationToken);
            }
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    private async Task AssertWholeAsync()
    {
        await using var context = await CreateContextAsync();
        var contents = await context.Set<PromptContent>().OrderBy(content => content.Language).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"{Canary} in en", $"{Canary} in pl"], contents.Select(content => content.Open(TemporaryStorage.Cipher)));

        var drafts = await context.Drafts.Include(draft => draft.PersonKey).Include(draft => draft.Report).OrderBy(draft => draft.Revision)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(DraftCount, drafts.Count);
        Assert.Equal((DraftCount + 1) / 2, await context.PersonKeys.CountAsync(TestContext.Current.CancellationToken));
        Assert.All(drafts, (draft, number) =>
        {
            var person = draft.PersonKey!.Open(TemporaryStorage.Cipher);
            Assert.Equal((Subject(number), $"instrument-{number:000}", "end.more", "pl"), (draft.Subject, draft.Instrument, draft.CurrentItem, draft.Locale));
            Assert.Equal(_storage.Clock.GetUtcNow(), draft.ExpiresAt);
            Assert.Equal(Answers(number), draft.ReadAnswers(person));
            Assert.Equal(number % 2 == 0 ? Report(number) : null, draft.Report?.Open(person));
        });
        Assert.Equal(SchemaState.Current, await _storage.Open().GetRequiredService<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    private Task<VotiveDbContext> CreateContextAsync() =>
        _storage.Open().GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);

    /// <summary>Cancels as it is asked for the time for the so-manieth time: once for each draft and report that is sealed.</summary>
    private sealed class StoppingClock(int count, CancellationTokenSource stop) : FakeTimeProvider
    {
        private int _left = count;

        public override DateTimeOffset GetUtcNow()
        {
            if (--_left == 0)
            {
                stop.Cancel();
            }

            return base.GetUtcNow();
        }
    }
}
