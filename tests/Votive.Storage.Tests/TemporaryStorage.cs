using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Votive.EncryptedSqlite;
using Votive.PostgresServer;
using Votive.Storage.Databases;
using Votive.Storage.Fields;

namespace Votive.Storage.Tests;

/// <summary>A folder of its own, and the storage as a service has it: an encrypted file in the folder, or a database of its own on a server.</summary>
public sealed class TemporaryStorage(LocalPostgres? postgres = null) : IAsyncLifetime
{
    public static readonly string Key = new('5', 64);
    public static readonly string FieldKeys = $"field-1:{new string('7', 64)}";
    public static readonly string IndexKey = new('9', 64);

    private readonly List<ServiceProvider> _providers = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("votive-storage-").FullName;

    /// <summary>The setting <c>DATABASE_URL</c>.</summary>
    public string DatabaseUrl { get; set; } = "votive.db";

    public string DatabasePath => Path.Combine(Folder, "votive.db");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The cipher of every program that is opened without other keys.</summary>
    internal static FieldCipher Cipher { get; } = CipherOf(FieldKeys);

    internal static FieldCipher CipherOf(string fieldKeys) => new(Options.Create(new StorageOptions { FieldKeys = fieldKeys }));

    public async ValueTask InitializeAsync()
    {
        if (postgres is not null)
        {
            DatabaseUrl = await postgres.NewDatabaseUrlAsync();
        }
    }

    /// <summary>The storage of one more program over the same database.</summary>
    public ServiceProvider Open(string? key = null, string? fieldKeys = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["DATABASE_KEY"] = key ?? Key,
                ["FIELD_KEYS"] = fieldKeys ?? FieldKeys,
                ["INDEX_KEY"] = IndexKey,
                ["DATA_DIR"] = Folder,
                ["DATABASE_URL"] = DatabaseUrl,
            })
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

    /// <summary>Every page of the database file, deciphered; a copy by pages has the free ones too.</summary>
    public async Task<byte[]> ReadPagesAsync()
    {
        await using var context = await Open().GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var path = Path.Combine(Folder, $"copy-{Guid.NewGuid():N}");
        DatabaseCopy.WritePlaintext(((SqliteConnection)context.Database.GetDbConnection()).Handle!, path, null, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
    }

    /// <summary>A new person with a key, and what is sealed for them.</summary>
    internal static PersonCipher NewPerson(VotiveDbContext context, string subject, DateTimeOffset now)
    {
        var key = PersonKey.Create(subject, Cipher, now);
        context.Add(key);
        return key.Open(Cipher);
    }

    public Task MigrateAsync(bool refuseLost = false, string? key = null, string? fieldKeys = null) =>
        Open(key, fieldKeys).GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost, TestContext.Current.CancellationToken);

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
