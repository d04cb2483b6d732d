using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Votive.PostgresServer;
using Votive.Storage.Databases;

namespace Votive.Storage.Tests;

/// <summary>A folder of its own, and the storage as a service has it: an encrypted file in the folder, or a database of its own on a server.</summary>
public sealed class TemporaryStorage(LocalPostgres? postgres = null) : IAsyncLifetime
{
    public static readonly string Key = new('5', 64);

    private readonly List<ServiceProvider> _providers = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("votive-storage-").FullName;

    /// <summary>The setting <c>DATABASE_URL</c>.</summary>
    public string DatabaseUrl { get; set; } = "votive.db";

    public string DatabasePath => Path.Combine(Folder, "votive.db");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        if (postgres is not null)
        {
            DatabaseUrl = await postgres.NewDatabaseUrlAsync();
        }
    }

    /// <summary>The storage of one more program over the same database.</summary>
    public ServiceProvider Open(string? key = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_KEY"] = key ?? Key, ["DATA_DIR"] = Folder, ["DATABASE_URL"] = DatabaseUrl })
            .Build());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddVotiveStorage();
        var provider = services.BuildServiceProvider();
        lock (_providers)
        {
            _providers.Add(provider);
        }

        return provider;
    }

    /// <summary>A context over a database that is up to date.</summary>
    public async Task<VotiveDbContext> CreateContextAsync()
    {
        var provider = Open();
        await provider.GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);
        return await provider.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
    }

    public Task MigrateAsync(bool refuseLost = false, string? key = null) =>
        Open(key).GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost, TestContext.Current.CancellationToken);

    /// <summary>Closes every program over the database.</summary>
    public async Task CloseAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        _providers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
