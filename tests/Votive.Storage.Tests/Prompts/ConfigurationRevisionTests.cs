using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Drafts;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests.Prompts;

public sealed class SqliteConfigurationRevisionTests() : ConfigurationRevisionTests(new TemporaryStorage());

public sealed class PostgresConfigurationRevisionTests(LocalPostgres postgres) : ConfigurationRevisionTests(new TemporaryStorage(postgres));

public abstract class ConfigurationRevisionTests(TemporaryStorage storage) : IAsyncLifetime
{
    private readonly TemporaryStorage _storage = storage;

    [Fact]
    public async Task EachChangeOfPrompts_RaisesTheRevisionByOne()
    {
        await using var context = await _storage.CreateContextAsync();
        var prompt = await SavePromptAsync(context);
        var afterPrompt = await ReadRevisionAsync(context);
        var second = prompt.AddVersion(Definitions.Of("Now in {{language}}."), null, "ann", "second", TemporaryStorage.Cipher, _storage.Clock.GetUtcNow());
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        var afterVersion = await ReadRevisionAsync(context);
        prompt.MoveLabel("production", second, "ann", "better", _storage.Clock.GetUtcNow());

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, 2, 3), (afterPrompt, afterVersion, await ReadRevisionAsync(context)));
    }

    [Fact]
    public async Task PeoplesDrafts_DoNotRaiseTheRevision()
    {
        await using var context = await _storage.CreateContextAsync();
        var person = TemporaryStorage.NewPerson(context, "visitor-1", _storage.Clock.GetUtcNow());
        context.Add(new Draft(person, "votive-core", "1.0.0", "en", "quick", _storage.Clock.GetUtcNow()));

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await ReadRevisionAsync(context));
    }

    [Fact]
    public async Task OfTwoChangesOfOneRevision_OneWins()
    {
        await using var one = await _storage.CreateContextAsync();
        await using var other = await _storage.CreateContextAsync();
        await SavePromptAsync(one, "FIRST");
        await other.ConfigurationRevisions.LoadAsync(TestContext.Current.CancellationToken);
        await SavePromptAsync(one, "SECOND");

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SavePromptAsync(other, "THIRD"));
        Assert.Equal(["FIRST", "SECOND"], await one.Prompts.Select(prompt => prompt.Key).Order().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SavedVersion_ComesBackAsItWas()
    {
        await using var context = await _storage.CreateContextAsync();
        var saved = (await SavePromptAsync(context)).Versions[0];
        context.ChangeTracker.Clear();

        var read = await context.PromptVersions.Include(version => version.Contents).SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            (saved.Id, 1, saved.Hash, saved.Standard, saved.Thinking, saved.OutputSchema, "ann", "first", saved.CreatedAt),
            (read.Id, read.Number, read.Hash, read.Standard, read.Thinking, read.OutputSchema, read.Author, read.Message, read.CreatedAt));
        Assert.Equal(saved.Variables, read.Variables);
        Assert.Equal(Definitions.Of().Contents, read.Contents.ToDictionary(content => content.Language, content => content.Open(TemporaryStorage.Cipher)));
    }

    [Fact]
    public async Task SavedVersion_CannotBeChanged()
    {
        await using var context = await _storage.CreateContextAsync();
        var prompt = await SavePromptAsync(context);
        context.Entry(prompt.Versions[0]).Property(version => version.Message).CurrentValue = "another";

        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LabelHistory_CannotBeDeleted()
    {
        await using var context = await _storage.CreateContextAsync();
        var prompt = await SavePromptAsync(context);
        context.Remove(prompt.LabelMoves[0]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    public ValueTask InitializeAsync() => _storage.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _storage.DisposeAsync();
    }

    private static Task<long> ReadRevisionAsync(VotiveDbContext context) =>
        context.ConfigurationRevisions.AsNoTracking().Select(revision => revision.Number).SingleAsync(TestContext.Current.CancellationToken);

    private async Task<Prompt> SavePromptAsync(VotiveDbContext context, string key = "A_PROMPT")
    {
        var prompt = new Prompt(key, "en", _storage.Clock.GetUtcNow());
        var version = prompt.AddVersion(Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, _storage.Clock.GetUtcNow());
        prompt.MoveLabel("production", version, "ann", "begin", _storage.Clock.GetUtcNow());
        context.Add(prompt);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return prompt;
    }
}
