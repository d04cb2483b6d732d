using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Drafts;
using Votive.Storage.Fields;
using Votive.Storage.Jobs;
using Votive.Storage.Prompts;

namespace Votive.Storage.Tests;

public sealed class SqliteRoundTripTests() : RoundTripTests(new TemporaryStorage());

public sealed class PostgresRoundTripTests(LocalPostgres postgres) : RoundTripTests(new TemporaryStorage(postgres))
{
    [Fact]
    public async Task ServerThatSortsByLanguage_DoesNotChangeTheOrder()
    {
        await postgres.ExecuteAsync(
            $"CREATE DATABASE {new Uri(Storage.DatabaseUrl).AbsolutePath[1..]} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8'");

        await Texts_AreOrderedByCodePoint();
    }
}

/// <summary>What is saved comes back the same, and questions have the same answers, on SQLite and PostgreSQL.</summary>
public abstract class RoundTripTests(TemporaryStorage storage) : IAsyncLifetime
{
    /// <summary>With a fraction that no database of ours keeps whole: 100 ns is finer than a microsecond.</summary>
    private static readonly DateTimeOffset Fine = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    private static readonly DateTimeOffset FineAsKept = Fine.AddTicks(-7);

    protected TemporaryStorage Storage { get; } = storage;

    [Fact]
    public async Task Draft_ComesBackAsItWas()
    {
        await using var context = await Storage.CreateContextAsync();
        var (draft, person) = Begin(context, "visitor-1");
        draft.TryApply(
            new DraftChange
            {
                CurrentItem = "end.more",
                Answers = new Dictionary<string, JsonElement>
                {
                    ["end.more"] = JsonSerializer.SerializeToElement("zażółć 🙂 'quoted' \"twice\" \\ \0 {0} @p0 $1"),
                    ["day.energy"] = JsonSerializer.SerializeToElement(new[] { 0.1m, 4m }),
                },
            },
            person,
            Fine);
        draft.KeepReport("""{"text":"Poranki"}""", person, Fine);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        context.ChangeTracker.Clear();

        var read = await context.Drafts.Include(d => d.Report).Include(d => d.PersonKey).SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            (draft.Id, "visitor-1", "votive-core", "1.0.0", "en", "quick", "end.more", draft.Answers, 2L),
            (read.Id, read.Subject, read.Instrument, read.Version, read.Locale, read.Path, read.CurrentItem, read.Answers, read.Revision));
        Assert.Equal((FineAsKept, FineAsKept, FineAsKept + Draft.Lifetime), (read.CreatedAt, read.UpdatedAt, read.ExpiresAt));
        var opened = read.PersonKey!.Open(TemporaryStorage.Cipher);
        Assert.Equal("""{"text":"Poranki"}""", read.Report!.Open(opened));
        Assert.Equal(draft.ReadAnswers(person), read.ReadAnswers(opened));
    }

    [Fact]
    public async Task Moments_AreComparedToTheMicrosecond()
    {
        await using var context = await Storage.CreateContextAsync();
        Begin(context, "visitor-1");
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await context.Drafts.CountAsync(draft => draft.CreatedAt == Fine, TestContext.Current.CancellationToken));
        Assert.Equal(0, await context.Drafts.CountAsync(draft => draft.CreatedAt < FineAsKept, TestContext.Current.CancellationToken));
        Assert.Equal(1, await context.Drafts.CountAsync(draft => draft.CreatedAt < FineAsKept.AddMicroseconds(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DraftChangedByTwoAtOnce_KeepsTheFirstChange()
    {
        await using var one = await Storage.CreateContextAsync();
        await using var other = await Storage.CreateContextAsync();
        var (_, person) = Begin(one, "visitor-1");
        await one.SaveChangesAsync(TestContext.Current.CancellationToken);
        var late = await other.Drafts.SingleAsync(TestContext.Current.CancellationToken);
        (await one.Drafts.SingleAsync(TestContext.Current.CancellationToken)).TryApply(new DraftChange { Path = "full" }, person, Fine);
        await one.SaveChangesAsync(TestContext.Current.CancellationToken);

        late.TryApply(new DraftChange { Path = "quick" }, person, Fine);

        var failure = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => other.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.True(DatabaseFailure.IsTemporary(failure));
    }

    [Fact]
    public async Task SecondDraftOfASubject_IsRefusedAndNotTemporary()
    {
        await using var context = await Storage.CreateContextAsync();
        var (first, person) = Begin(context, "visitor-1");
        context.Add(new Draft(person, first.Instrument, "1.0.0", "en", "quick", Fine));

        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(TestContext.Current.CancellationToken));

        Assert.False(DatabaseFailure.IsTemporary(failure));
    }

    [Fact]
    public async Task DeletedDraft_TakesItsReportWithIt()
    {
        await using var context = await Storage.CreateContextAsync();
        var (draft, person) = Begin(context, "visitor-1");
        draft.KeepReport("{}", person, Fine);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        await context.Drafts.ExecuteDeleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await context.DraftReports.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LabelledVersion_CannotBeDeletedBySql()
    {
        await using var context = await Storage.CreateContextAsync();
        context.Add(NewPrompt("A_PROMPT"));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.PromptVersions.ExecuteDeleteAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunsOfJobs_AreClaimedOnceAndOneAtATime()
    {
        await using var context = await Storage.CreateContextAsync();

        Assert.Equal(1, await ClaimAsync(context, "a-job", Fine));
        Assert.Equal(0, await ClaimAsync(context, "a-job", Fine));
        Assert.Equal(0, await ClaimAsync(context, "a-job", Fine.AddHours(1)));
        Assert.Equal(1, await ClaimAsync(context, "another-job", Fine));
        DateTimeOffset? finished = Fine;
        JobOutcome? outcome = JobOutcome.Completed;
        await context.JobRuns.Where(run => run.Job == "a-job").ExecuteUpdateAsync(
            run => run.SetProperty(r => r.FinishedAt, finished).SetProperty(r => r.Outcome, outcome).SetProperty(r => r.Result, """{"counted":1}"""),
            TestContext.Current.CancellationToken);
        Assert.Equal(1, await ClaimAsync(context, "a-job", Fine.AddHours(1)));

        var run = await context.JobRuns.AsNoTracking().SingleAsync(r => r.Outcome == JobOutcome.Completed, TestContext.Current.CancellationToken);
        Assert.Equal(("a-job", FineAsKept, JobOutcome.Completed, """{"counted":1}"""), (run.Job, run.FinishedAt, run.Outcome, run.Result));
        Assert.Equal(
            ["Completed"],
            await context.Database.SqlQuery<string>($"""SELECT "Outcome" AS "Value" FROM "JobRuns" WHERE "Outcome" IS NOT NULL""").ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Texts_AreOrderedByCodePoint()
    {
        string[] ordered = ["", "A", "B", "Z", "_", "a", "a b", "a-b", "ab", "b", "z", "ó", "ą", "ł", "ｚ", "🙂"];
        await using var context = await Storage.CreateContextAsync();
        context.AddRange(ordered.Reverse().Select(subject => PersonKey.Create(subject, TemporaryStorage.Cipher, Fine)));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ordered, await context.PersonKeys.Select(key => key.Subject).Order().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UpperAndLowerCase_Differ()
    {
        await using var context = await Storage.CreateContextAsync();
        Begin(context, "visitor");
        Begin(context, "Visitor");
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await context.Drafts.CountAsync(draft => draft.Subject == "VISITOR" || draft.Subject == "visitor", TestContext.Current.CancellationToken));
    }

    public ValueTask InitializeAsync() => Storage.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Storage.DisposeAsync();
    }

    private static (Draft Draft, PersonCipher Person) Begin(VotiveDbContext context, string subject)
    {
        var person = TemporaryStorage.NewPerson(context, subject, Fine);
        var draft = new Draft(person, "votive-core", "1.0.0", "en", "quick", Fine);
        context.Add(draft);
        return (draft, person);
    }

    private static Prompt NewPrompt(string key)
    {
        var prompt = new Prompt(key, "en", Fine);
        var version = prompt.AddVersion(Prompts.Definitions.Of(), null, "ann", "first", TemporaryStorage.Cipher, Fine);
        prompt.MoveLabel("production", version, "ann", "begin", Fine);
        return prompt;
    }

    // The worker's own words.
    private static Task<int> ClaimAsync(VotiveDbContext context, string job, DateTimeOffset slot) => context.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO "JobRuns" ("Job", "Slot", "Owner", "StartedAt", "LeasedUntil")
        VALUES ({job}, {slot.UtcDateTime}, 'me', {slot.UtcDateTime}, {slot.UtcDateTime})
        ON CONFLICT DO NOTHING
        """,
        TestContext.Current.CancellationToken);
}
