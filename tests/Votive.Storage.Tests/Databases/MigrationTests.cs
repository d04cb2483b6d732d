using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests.Databases;

public sealed class MigrationTests : IAsyncDisposable
{
    private readonly TemporaryStorage _storage = new();

    [Fact]
    public void SqliteModel_EqualsTheMigrations()
    {
        using var context = new DesignTimeSqliteContext().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges(), $"The model has changed: {AddMigration("Sqlite")}");
    }

    [Fact]
    public void PostgresModel_EqualsTheMigrations()
    {
        using var context = new DesignTimePostgresContext().CreateDbContext([]);

        Assert.False(context.Database.HasPendingModelChanges(), $"The model has changed: {AddMigration("Postgres")}");
    }

    [Fact]
    public async Task NoDatabase_IsMissingUntilMigrated()
    {
        var database = _storage.Open().GetRequiredService<VotiveDatabase>();
        var before = await database.ReadSchemaStateAsync(TestContext.Current.CancellationToken);

        await database.MigrateAsync(refuseLost: true, TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Missing, before);
        Assert.Equal(SchemaState.Current, await database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UnappliedMigration_IsOlder()
    {
        await using var context = await _storage.CreateContextAsync();

        await context.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" """, TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Older, await ReadStateAsync());
    }

    [Fact]
    public async Task UnknownMigration_IsNewerAndNotTouched()
    {
        await using var context = await _storage.CreateContextAsync();

        await context.Database.ExecuteSqlAsync(
            $"""INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99')""", TestContext.Current.CancellationToken);

        Assert.Equal(SchemaState.Newer, await ReadStateAsync());
        await Refused.WithAsync("DATABASE_URL names a database that a newer version", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task ManyMigratorsAtOnce_AllSucceed()
    {
        var migrators = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _storage.MigrateAsync())));
        while (!migrators.IsCompleted)
        {
            _storage.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await migrators;
        Assert.Equal(SchemaState.Current, await ReadStateAsync());
    }

    [Fact]
    public async Task LockLeftByAKilledMigrator_DoesNotHoldUpTheNext()
    {
        await using var context = await _storage.CreateContextAsync();
        await context.Database.ExecuteSqlAsync(
            $"""CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL)""", TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlAsync($"""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026')""", TestContext.Current.CancellationToken);

        await _storage.MigrateAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("PRAGMA journal_mode", "wal")]
    [InlineData("PRAGMA foreign_keys", "1")]
    [InlineData("PRAGMA synchronous", "2")]
    [InlineData("PRAGMA busy_timeout", "5000")]
    public async Task EveryConnection_IsDurableAndPatient(string pragma, string expected)
    {
        await using var context = await _storage.CreateContextAsync();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;

        var value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, value?.ToString());
    }

    private static string AddMigration(string provider) =>
        $"dotnet ef migrations add NAME --project src/Votive.Storage --context {provider}VotiveContext --output-dir Migrations/{provider}";

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private Task<SchemaState> ReadStateAsync() =>
        _storage.Open().GetRequiredService<VotiveDatabase>().ReadSchemaStateAsync(TestContext.Current.CancellationToken);
}
