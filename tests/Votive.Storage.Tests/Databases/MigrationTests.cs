using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.PostgresServer;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests.Databases;

public sealed class SqliteMigrationTests() : MigrationTests(new TemporaryStorage())
{
    [Fact]
    public async Task LockLeftByAKilledMigrator_DoesNotHoldUpTheNext()
    {
        await using var context = await Storage.CreateContextAsync();
        await context.Database.ExecuteSqlAsync(
            $"""CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL)""", TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlAsync($"""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026')""", TestContext.Current.CancellationToken);

        await Storage.MigrateAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("PRAGMA journal_mode", "wal")]
    [InlineData("PRAGMA foreign_keys", "1")]
    [InlineData("PRAGMA synchronous", "2")]
    [InlineData("PRAGMA busy_timeout", "5000")]
    [InlineData("PRAGMA secure_delete", "1")]
    [InlineData("PRAGMA temp_store", "2")]
    public async Task EveryConnection_IsDurableAndPatient(string pragma, string expected)
    {
        await using var context = await Storage.CreateContextAsync();

        // The second time it comes from the pool, and a third beside it is new.
        var first = await ReadAsync(context, pragma);
        var second = await ReadAsync(context, pragma);
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var other = await Storage.CreateContextAsync();
        var third = await ReadAsync(other, pragma);

        Assert.Equal([expected, expected, expected], [first, second, third]);
    }

    private static async Task<string?> ReadAsync(VotiveDbContext context, string pragma)
    {
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        var value = (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
        await context.Database.CloseConnectionAsync();
        return value;
    }
}

public sealed class PostgresMigrationTests(LocalPostgres postgres) : MigrationTests(new TemporaryStorage(postgres))
{
    [Fact]
    public async Task EveryConnection_IsDurableAndPatient()
    {
        await using var context = await Storage.CreateContextAsync();

        Assert.Equal(["on"], await context.Database.SqlQuery<string>($"SHOW synchronous_commit").ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, context.Database.GetDbConnection().CreateCommand().CommandTimeout);
    }
}

public abstract class MigrationTests(TemporaryStorage storage) : IAsyncLifetime
{
    protected TemporaryStorage Storage { get; } = storage;

    [Fact]
    public async Task NoDatabase_IsMissingUntilMigrated()
    {
        var database = Storage.Open().GetRequiredService<VotiveDatabase>();
        var before = await database.ReadSchemaStateAsync(TestContext.Current.CancellationToken);

        await database.MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Missing, before);
        Assert.Equal(SchemaState.Current, await database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SecondMigration_LeavesWhatIsThere()
    {
        await using var context = await Storage.CreateContextAsync();
        await context.Database.ExecuteSqlAsync($"""UPDATE "ConfigurationRevisions" SET "Number" = 7""", TestContext.Current.CancellationToken);

        await Storage.MigrateAsync(refuseLost: true);

        Assert.Equal(7, await context.ConfigurationRevisions.Select(revision => revision.Number).SingleAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UnappliedMigration_IsOlder()
    {
        await using var context = await Storage.CreateContextAsync();

        await context.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" """, TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Older, await ReadStateAsync());
    }

    [Fact]
    public async Task UnknownMigration_IsNewerAndNotTouched()
    {
        await using var context = await Storage.CreateContextAsync();

        await context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""", TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Newer, await ReadStateAsync());
        await Refused.WithAsync("DATABASE_URL names a database that a newer version", () => Storage.MigrateAsync());
    }

    [Fact]
    public async Task ManyMigratorsAtOnce_AllSucceed()
    {
        var migrators = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Storage.MigrateAsync())));
        while (!migrators.IsCompleted)
        {
            Storage.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await migrators;
        Assert.Equal(SchemaState.Current, await ReadStateAsync());
    }

    public ValueTask InitializeAsync() => Storage.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Storage.DisposeAsync();
    }

    private Task<SchemaState> ReadStateAsync() =>
        Storage.Open().GetRequiredService<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken);
}
