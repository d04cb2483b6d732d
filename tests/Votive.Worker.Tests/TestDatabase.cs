using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Votive.PostgresServer;
using Votive.Storage;
using Votive.Storage.Databases;
using Votive.Storage.Fields;
using Votive.Storage.Jobs;

namespace Votive.Worker.Tests;

/// <summary>
/// A database of its own, in an encrypted file or on a server, as the prompt service makes it, and the one clock of all workers over it.
/// </summary>
public sealed class TestDatabase(LocalPostgres? postgres = null) : IAsyncLifetime
{
    /// <summary>What a program needs to open it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Secrets = new Dictionary<string, string>
    {
        ["DATABASE_KEY"] = new('5', 64),
        ["FIELD_KEYS"] = $"field-1:{new string('7', 64)}",
        ["INDEX_KEY"] = new('9', 64),
    };

    private ServiceProvider? _services;

    /// <summary>The setting <c>DATABASE_URL</c>.</summary>
    public string Url { get; private set; } = "votive.db";

    public string Folder { get; } = Directory.CreateTempSubdirectory("votive-worker-").FullName;

    public FieldCipher Cipher => Services.GetRequiredService<FieldCipher>();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        if (postgres is not null)
        {
            Url = await postgres.NewDatabaseUrlAsync();
        }
    }

    public Task MigrateAsync() =>
        Services.GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);

    public async Task<T> QueryAsync<T>(Func<VotiveDbContext, Task<T>> query)
    {
        await using var context = await Services.GetRequiredService<IDbContextFactory<VotiveDbContext>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await query(context);
    }

    /// <summary>All runs of a job by slot.</summary>
    public Task<List<JobRun>> ReadRunsAsync(string job) => QueryAsync(context => context.JobRuns.AsNoTracking()
        .Where(run => run.Job == job)
        .OrderBy(run => run.Slot)
        .ToListAsync(TestContext.Current.CancellationToken));

    /// <summary>
    /// The runs of a job, once as many as wanted are finished. Time goes on while they are waited for: a worker that had just looked at
    /// the clock when the test moved it looks again within a minute.
    /// </summary>
    public async Task<List<JobRun>> FinishedRunsAsync(string job, int count)
    {
        var runs = new List<JobRun>();
        await Eventually.HoldsAsync(async () =>
        {
            runs = await ReadRunsAsync(job);
            Clock.Advance(TimeSpan.FromMilliseconds(250));
            return runs.Count(run => run.FinishedAt is not null) >= count;
        });
        return runs;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Services => _services ??= new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(Secrets.Select(secret => KeyValuePair.Create(secret.Key, (string?)secret.Value)))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = Folder, ["DATABASE_URL"] = Url })
            .Build())
        .AddVotiveStorage()
        .BuildServiceProvider();
}
