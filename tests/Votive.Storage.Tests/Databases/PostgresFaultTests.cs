using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage.Tests.Databases;

/// <summary>What a start says when the server or the database is not as it should be.</summary>
public sealed class PostgresFaultTests(LocalPostgres postgres) : IAsyncLifetime
{
    private readonly TemporaryStorage _storage = new(postgres);

    private string Database => new Uri(_storage.DatabaseUrl).AbsolutePath[1..];

    [Fact]
    public async Task WrongPassword_IsRefusedNamingTheVariable()
    {
        _storage.DatabaseUrl = postgres.Url(Database, password: "wrong");

        await Refused.WithAsync("DATABASE_URL names a user whom the PostgreSQL server does not let in", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task UnknownUser_IsRefusedToReadersToo()
    {
        _storage.DatabaseUrl = postgres.Url(Database, user: "nobody");
        var database = _storage.Open().GetRequiredService<VotiveDatabase>();

        await Refused.WithAsync(
            "DATABASE_URL names a user whom the PostgreSQL server does not let in", () => database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task MissingDatabase_IsNotMadeInProduction()
    {
        await Refused.WithAsync("DATABASE_URL names a database that the PostgreSQL server does not have", () => _storage.MigrateAsync(refuseLost: true));

        Assert.Equal(0L, await postgres.ExecuteAsync($"SELECT count(*) FROM pg_database WHERE datname = '{Database}'"));
    }

    [Fact]
    public async Task EmptyDatabase_IsFilledInProduction()
    {
        await postgres.ExecuteAsync($"CREATE DATABASE {Database}");

        await _storage.MigrateAsync(refuseLost: true);

        Assert.Equal(1L, await postgres.ExecuteAsync("SELECT count(*) FROM \"ConfigurationRevisions\"", Database));
    }

    [Fact]
    public async Task UserWhoMayNotMakeADatabase_IsRefused()
    {
        var user = await NewUserAsync();
        _storage.DatabaseUrl = postgres.Url(Database, user, "secret");

        await Refused.WithAsync("DATABASE_URL names a user who may not make", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task UserWhoMayNotMakeTables_IsRefused()
    {
        var user = await NewUserAsync();
        await postgres.ExecuteAsync($"CREATE DATABASE {Database}");
        _storage.DatabaseUrl = postgres.Url(Database, user, "secret");

        await Refused.WithAsync("DATABASE_URL names a user who may not make", () => _storage.MigrateAsync(refuseLost: true));
    }

    [Fact]
    public async Task UserWhoMayNotReadTheTables_IsRefused()
    {
        await _storage.MigrateAsync();
        _storage.DatabaseUrl = postgres.Url(Database, await NewUserAsync(), "secret");
        var database = _storage.Open().GetRequiredService<VotiveDatabase>();

        await Refused.WithAsync(
            "DATABASE_URL names a user who may not make, read or change", () => database.ReadSchemaStateAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OtherEncoding_IsRefused()
    {
        await postgres.ExecuteAsync($"CREATE DATABASE {Database} ENCODING 'SQL_ASCII' TEMPLATE template0");

        await Refused.WithAsync("DATABASE_URL names a database that can't hold every language", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task DatabaseThatForgetsWhatItConfirmed_IsRefused()
    {
        await postgres.ExecuteAsync($"CREATE DATABASE {Database}");
        await postgres.ExecuteAsync($"ALTER DATABASE {Database} SET synchronous_commit = off");

        await Refused.WithAsync("DATABASE_URL names a database that forgets what it has confirmed", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task ReadOnlyDatabase_IsRefused()
    {
        await postgres.ExecuteAsync($"CREATE DATABASE {Database}");
        await postgres.ExecuteAsync($"ALTER DATABASE {Database} SET default_transaction_read_only = on");

        await Refused.WithAsync("DATABASE_URL names a database that is read-only", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task ServerWithoutEncryption_IsRefusedWhereItIsAskedFor()
    {
        _storage.DatabaseUrl += "?sslmode=verify-full";

        await Refused.WithAsync("DATABASE_URL names a PostgreSQL database that can't be used", () => _storage.MigrateAsync());
    }

    [Fact]
    public async Task ServerThatDoesNotListen_IsWaitedForAndThenTemporary()
    {
        _storage.DatabaseUrl = $"postgresql://votive:secret@127.0.0.1:{FreePort()}/votive";
        var migrating = _storage.MigrateAsync();
        while (!migrating.IsCompleted)
        {
            _storage.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => migrating);

        Assert.True(DatabaseFailure.IsTemporary(failure));
        Assert.True(_storage.Clock.GetUtcNow() >= new TemporaryStorage().Clock.GetUtcNow().AddSeconds(30));
    }

    [Fact]
    public async Task ServerThatComesLate_IsWaitedFor()
    {
        await using var late = new LocalPostgres();
        _storage.DatabaseUrl = await late.NewDatabaseUrlAsync();
        await late.StopAsync();
        var migrating = _storage.MigrateAsync();

        await late.StartAsync();
        while (!migrating.IsCompleted)
        {
            _storage.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await migrating;
    }

    [Fact]
    public async Task KilledMigrator_FreesTheLock()
    {
        await _storage.MigrateAsync();
        var holder = Process.Start(new ProcessStartInfo("psql", ["--no-psqlrc", "--tuples-only", "--quiet", _storage.DatabaseUrl])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await holder.StandardInput.WriteLineAsync($"SELECT pg_advisory_lock({PostgresDatabase.MigrationLock}), 'held';");
        await holder.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Contains("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var migrating = _storage.MigrateAsync();
        while (!Equals(await postgres.ExecuteAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", Database), 1L))
        {
            await Task.Yield();
        }

        var waited = !migrating.IsCompleted;
        holder.Kill();
        await migrating.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(waited);
        holder.Dispose();
    }

    [Fact]
    public async Task EndedConnection_IsTemporaryAndTheNextOneServes()
    {
        await using var context = await _storage.CreateContextAsync();
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await postgres.ExecuteAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{Database}' AND pid <> pg_backend_pid()");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => context.Prompts.CountAsync(TestContext.Current.CancellationToken));
        await context.Database.CloseConnectionAsync();

        Assert.True(DatabaseFailure.IsTemporary(failure));
        Assert.Equal(0, await context.Prompts.CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("40001")] // could not serialize
    [InlineData("40P01")] // deadlock
    [InlineData("53100")] // disk full
    [InlineData("53300")] // too many connections
    [InlineData("57014")] // canceled
    [InlineData("57P01")] // going down
    [InlineData("57P03")] // starting
    [InlineData("25006")] // standby
    public void StateThatPasses_IsTemporary(string state) =>
        Assert.True(DatabaseFailure.IsTemporary(new DbUpdateException("wrapped", new PostgresException("message", "ERROR", "ERROR", state))));

    [Theory]
    [InlineData("23505")] // not unique
    [InlineData("42P01")] // no such table
    [InlineData("22021")] // not a text
    [InlineData("XX001")] // damaged
    public void StateThatStays_IsNotTemporary(string state) =>
        Assert.False(DatabaseFailure.IsTemporary(new DbUpdateException("wrapped", new PostgresException("message", "ERROR", "ERROR", state))));

    public ValueTask InitializeAsync() => _storage.InitializeAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> NewUserAsync()
    {
        var user = $"user_{Guid.NewGuid():N}";
        await postgres.ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret'");
        return user;
    }
}
