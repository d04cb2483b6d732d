using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.PostgresServer;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Fields;

public sealed class SqliteFieldRewrapTests() : FieldRewrapTests(new TemporaryStorage());

public sealed class PostgresFieldRewrapTests(LocalPostgres postgres) : FieldRewrapTests(new TemporaryStorage(postgres));

/// <summary>Keys of the keyring are exchanged beside running programs, and nothing is lost.</summary>
public abstract class FieldRewrapTests(TemporaryStorage storage) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly string OldKey = TemporaryStorage.FieldKeys;
    private static readonly string NewKey = $"field-2:{new string('8', 64)}";
    private static readonly string Rotated = $"{NewKey},{OldKey}";

    [Fact]
    public async Task RotatedFields_OpenWithoutTheOldKey()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        var result = await RewrapAsync(Rotated);

        Assert.Equal([("PersonKeys", 2L), ("PromptContents", 4L)], result.Rewrapped.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(0, result.Unopenable);
        Assert.Equal(10, await storage.Open(fieldKeys: NewKey).OpenAllAsync());
        Assert.Equal([new FieldKeyUse("field-2", true, true, 6)], await CountAsync(NewKey));
    }

    [Fact]
    public async Task SecondRun_FindsNothing()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);
        await RewrapAsync(Rotated);

        var again = await RewrapAsync(Rotated);

        Assert.Equal((0, 0), (again.Rewrapped.Values.Sum(), again.Unopenable));
    }

    [Fact]
    public void EveryColumnOfTheKeyring_IsRewrapped() => Assert.Equal(
        ["PersonKeys.Key", "PromptContents.Text"],
        SealedColumn.All.Where(column => column.SealedBy == SealedBy.Keyring).Select(column => $"{column.Table}.{column.Column}").Order());

    [Fact]
    public async Task Count_TellsWhatEachKeySealed_AndWhichIsLacking()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        Assert.Equal([new FieldKeyUse("field-2", true, true, 0), new FieldKeyUse("field-1", false, true, 6)], await CountAsync(Rotated));
        Assert.Equal([new FieldKeyUse("field-2", true, true, 0), new FieldKeyUse("field-1", false, false, 6)], await CountAsync(NewKey));
    }

    [Fact]
    public async Task StoppedRun_IsTakenUpByTheNext()
    {
        const int people = 200;
        await using var context = await storage.CreateContextAsync();
        await AddPeopleAsync(context, people);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Rewrap(Rotated).RunAsync(new Callback(_ => stop.Cancel()), stop.Token));
        var after = (await CountAsync(Rotated))[0].Count;
        var result = await RewrapAsync(Rotated);

        Assert.InRange(after, 1, people - 1);
        Assert.Equal(people - after, result.Rewrapped["PersonKeys"]);
        Assert.Equal([new FieldKeyUse("field-2", true, true, people)], await CountAsync(NewKey));
    }

    [Fact]
    public async Task ValueThatWasSavedMeanwhile_IsNotOverwritten()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);
        var table = new SealedColumnTable(context, SealedColumn.PromptText);
        var row = (await table.ReadAsync(null, [], null, 1, 1_000_000, TestContext.Current.CancellationToken))[0];
        var place = SealedColumn.PromptText.At(row.Key);
        var saved = TemporaryStorage.Cipher.Seal(place, "saved meanwhile");
        Assert.True(await table.TryReplaceAsync(row, saved, TestContext.Current.CancellationToken));

        var replaced = await table.TryReplaceAsync(row, TemporaryStorage.Cipher.Seal(place, "made of the old"), TestContext.Current.CancellationToken);

        Assert.False(replaced);
        Assert.Equal(saved, (await table.ReadAsync(null, [], null, 1, 1_000_000, TestContext.Current.CancellationToken))[0].Value);
    }

    [Fact]
    public async Task DamagedField_IsCountedAndLeft_AndTheOthersAreDone()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);
        await context.Database.ExecuteSqlAsync(
            $"""UPDATE "PersonKeys" SET "Key" = (SELECT "Key" FROM "PersonKeys" WHERE "Subject" = 'visitor-bob') WHERE "Subject" = 'visitor-ann'""",
            TestContext.Current.CancellationToken);

        var result = await RewrapAsync(Rotated);

        Assert.Equal((5, 1), (result.Rewrapped.Values.Sum(), result.Unopenable));
    }

    [Fact]
    public async Task LargeContents_AreRewrappedInSeveralBatches()
    {
        await using var context = await storage.CreateContextAsync();
        var prompt = new Prompt("A_PROMPT", "en", storage.Clock.GetUtcNow());
        for (var number = 0; number < 30; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{number} in {{{{language}}}}. {new string('ż', 40_000)}");
            prompt.AddVersion(Prompts.Definitions.Of(text), null, "ann", "", TemporaryStorage.Cipher, storage.Clock.GetUtcNow());
        }

        context.Add(prompt);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        var batches = new List<long>();

        var result = await Rewrap(Rotated).RunAsync(new Callback(batches.Add), TestContext.Current.CancellationToken);

        Assert.Equal(60, result.Rewrapped["PromptContents"]);
        Assert.True(batches.Count > 1);
        Assert.Equal(batches.Order(), batches);
    }

    [Fact]
    public async Task KeyringThatLacksAKey_StopsTheStart()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        await Refused.WithAsync("FIELD_KEYS lacks the key 'field-1', which has sealed 6 fields", () => storage.MigrateAsync(fieldKeys: NewKey));
    }

    [Fact]
    public async Task KeyringWithAnotherKeyOfTheSameName_StopsTheStart()
    {
        await using var context = await storage.CreateContextAsync();
        await storage.FillAsync(context);

        await Refused.WithAsync(
            "FIELD_KEYS does not open what is sealed", () => storage.MigrateAsync(fieldKeys: $"field-1:{new string('8', 64)}"));
    }

    [Fact]
    public async Task RotationUnderLoad_FailsNobody()
    {
        await using var context = await storage.CreateContextAsync();
        await AddPeopleAsync(context, 300);

        // As operators do it: all can open with the new key before anyone seals with it.
        var before = storage.Open(fieldKeys: $"{OldKey},{NewKey}");
        var after = storage.Open(fieldKeys: Rotated);
        using var over = new CancellationTokenSource();
        var load = new[] { before, after }.Select(program => Task.Run(() => WriteAndReadAsync(program, over.Token))).ToList();

        // Three times over, for what the program with the old order saves while the first is under way.
        long rewrapped = 0;
        for (var run = 0; run < 3; run++)
        {
            rewrapped += (await after.GetRequiredService<FieldRewrap>().RunAsync(null, TestContext.Current.CancellationToken)).Rewrapped.Values.Sum();
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        rewrapped += (await RewrapAsync(Rotated)).Rewrapped.Values.Sum();

        Assert.True(rewrapped >= 300);
        Assert.Equal(await context.Drafts.CountAsync(TestContext.Current.CancellationToken), await storage.Open(fieldKeys: NewKey).OpenAllAsync());
        Assert.Equal("field-2", Assert.Single(await CountAsync(NewKey)).KeyId);
    }

    public ValueTask InitializeAsync() => storage.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return storage.DisposeAsync();
    }

    /// <summary>A person begins, then everything is read; again and again. Reading lets others write.</summary>
    private static async Task WriteAndReadAsync(ServiceProvider program, CancellationToken over)
    {
        var cipher = program.GetRequiredService<FieldCipher>();
        while (!over.IsCancellationRequested)
        {
            await using (var context = await program.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            {
                await using var transaction = await context.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
                var subject = $"visitor-{Guid.NewGuid():N}";
                var person = (await context.KeyForWritingAsync(subject, cipher, Now, TestContext.Current.CancellationToken)).Open(cipher);
                var draft = new Draft(person, "votive-core", "1.0.0", "en", "quick", Now);
                draft.TryApply(FilledDatabase.Answers(FilledDatabase.Canary), person, Now);
                context.Add(draft);
                await context.SaveChangesAsync(TestContext.Current.CancellationToken);
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
            }

            Assert.True(await program.OpenAllAsync() > 300);
        }
    }

    private static async Task AddPeopleAsync(VotiveDbContext context, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var person = TemporaryStorage.NewPerson(context, string.Create(CultureInfo.InvariantCulture, $"visitor-{number}"), Now);
            var draft = new Draft(person, "votive-core", "1.0.0", "en", "quick", Now);
            draft.TryApply(FilledDatabase.Answers(FilledDatabase.Canary), person, Now);
            context.Add(draft);
        }

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        context.ChangeTracker.Clear();
    }

    private FieldRewrap Rewrap(string fieldKeys) => storage.Open(fieldKeys: fieldKeys).GetRequiredService<FieldRewrap>();

    private Task<RewrapResult> RewrapAsync(string fieldKeys) => Rewrap(fieldKeys).RunAsync(null, TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<FieldKeyUse>> CountAsync(string fieldKeys) => Rewrap(fieldKeys).CountByKeyAsync(TestContext.Current.CancellationToken);

    /// <summary>Told at once, not later as by <see cref="Progress{T}"/>.</summary>
    private sealed class Callback(Action<long> action) : IProgress<long>
    {
        public void Report(long value) => action(value);
    }
}
