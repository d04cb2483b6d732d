using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Votive.PostgresServer;
using Votive.Storage.Copying;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage.Tests.Copying;

/// <summary>A SQLite file to copy, and a PostgreSQL database that is not there yet.</summary>
internal sealed class CopyScene : IAsyncDisposable
{
    private CopyScene(string url) => Url = url;

    public TemporaryStorage Source { get; } = new();

    /// <summary>The target.</summary>
    public string Url { get; }

    public static async Task<CopyScene> CreateAsync(LocalPostgres server) => new(await server.NewDatabaseUrlAsync());

    /// <summary>A scene whose file holds rows.</summary>
    public static async Task<CopyScene> CreateAsync(LocalPostgres server, int rows)
    {
        var scene = await CreateAsync(server);
        await scene.ChangeSourceAsync(context => MadeRows.AddAsync(context, rows));
        return scene;
    }

    /// <summary>Does something with an up-to-date file, and closes it.</summary>
    public async Task ChangeSourceAsync(Func<VotiveDbContext, Task> change)
    {
        await using (var context = await Source.CreateContextAsync())
        {
            await change(context);
        }

        await Source.CloseAsync();
    }

    public async Task<CopyReport> CopyAsync(string? url = null, bool dryRun = false, IProgress<CopyProgress>? progress = null, CancellationToken? cancellationToken = null)
    {
        var copier = ActivatorUtilities.CreateInstance<DatabaseCopier>(Source.Open());
        return await copier.CopyAsync(url ?? Url, dryRun, progress, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Makes the target's schema.</summary>
    public async Task MigrateTargetAsync()
    {
        var contexts = new TargetContexts(PostgresConnectionText.TryParse(Url)!);
        await using var context = contexts.CreateDbContext();
        await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the target.</summary>
    public async Task<T> ReadTargetAsync<T>(string sql)
    {
        await using var connection = await OpenTargetAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        return await reader.GetFieldValueAsync<T>(0, TestContext.Current.CancellationToken);
    }

    /// <summary>Does SQL in the target.</summary>
    public async Task ExecuteTargetAsync(string sql)
    {
        await using var connection = await OpenTargetAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Rows of the target's tables.</summary>
    public async Task<long> CountTargetAsync()
    {
        var rows = 0L;
        var contexts = new TargetContexts(PostgresConnectionText.TryParse(Url)!);
        await using var context = contexts.CreateDbContext();
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
            rows += await ReadTargetAsync<long>($"SELECT count(*) FROM \"{table.Name}\"");
        }

        return rows;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>A connection of its own to the target.</summary>
    public async Task<NpgsqlConnection> OpenTargetAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresConnectionText.TryParse(Url)!) { Pooling = false }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
