using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Votive.EncryptedSqlite;
using Votive.Storage.Databases;
using Votive.Storage.Drafts;
using Votive.Storage.Maintenance;

namespace Votive.Storage.Tests.Maintenance;

/// <summary>A data folder with a database of some drafts, and every operation on the whole of it.</summary>
internal sealed class MaintenanceFixture : IAsyncDisposable
{
    public const int Drafts = 20;
    public static readonly string Key = new('5', 64);
    public static readonly string OtherKey = new('6', 64);

    private readonly List<ServiceProvider> _providers = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("votive-maintenance-").FullName;

    public string DatabasePath => Path.Combine(Folder, "votive.db");

    public string BackupFolder => Path.Combine(Folder, "backups");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public static async Task<MaintenanceFixture> CreateAsync()
    {
        var fixture = new MaintenanceFixture();
        await fixture.OpenService().GetRequiredService<VotiveDatabase>().MigrateAsync(refuseLost: false, TestContext.Current.CancellationToken);
        for (var number = 0; number < Drafts; number++)
        {
            await fixture.SaveAsync($"visitor-{number}");
        }

        await fixture.CloseAsync();
        return fixture;
    }

    /// <summary>One more program over the same folder; open until <see cref="CloseAsync"/>.</summary>
    public ServiceProvider OpenService(string? key = null, string? previousKey = null, string? folder = null, string? fieldKeys = null, bool hasFieldKeys = true)
    {
        var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["DATABASE_KEY"] = key ?? Key,
                    ["DATABASE_KEY_PREVIOUS"] = previousKey,
                    ["FIELD_KEYS"] = fieldKeys ?? TemporaryStorage.FieldKeys,
                    ["INDEX_KEY"] = TemporaryStorage.IndexKey,
                    ["DATA_DIR"] = folder ?? Folder,
                })
                .Build())
            .AddSingleton<TimeProvider>(Clock)
            .AddVotiveStorage()
            .AddVotiveMaintenance(hasFieldKeys)
            .BuildServiceProvider();
        provider.GetRequiredService<VotiveDatabase>();
        _providers.Add(provider);
        return provider;
    }

    /// <summary>An operation of a program that does nothing else.</summary>
    public T Get<T>(string? key = null, string? previousKey = null, string? folder = null)
        where T : notnull => OpenService(key, previousKey, folder).GetRequiredService<T>();

    public Task<BackupOutcome> BackUpAsync(string? target = null, int? keep = null) =>
        Get<DatabaseBackup>().RunAsync(target, keep, null, TestContext.Current.CancellationToken);

    public Task<RestoreOutcome> RestoreAsync(string path, bool requireChecksum = true) =>
        Get<DatabaseRestore>().RunAsync(path, requireChecksum, null, TestContext.Current.CancellationToken);

    /// <summary>Lets the time go by for which an operation waits.</summary>
    public async Task<T> PassingTimeAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await work;
    }

    /// <summary>Saves a draft as a running service does; the service stays open.</summary>
    public async Task SaveAsync(string subject)
    {
        var provider = _providers.FirstOrDefault() ?? OpenService();
        await using var context = await provider.GetRequiredService<IDbContextFactory<VotiveDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        context.Add(new Draft(TemporaryStorage.NewPerson(context, subject, Clock.GetUtcNow()), "votive-core", "1.0.0", "en", "quick", Clock.GetUtcNow()));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The subjects of all drafts in a file, with its log if it has one; read under a key by a connection of its own.</summary>
    public static List<string> ReadSubjects(string path, string? key = null)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Vfs = EncryptedVfs.Register(DatabaseKey.Parse(key ?? Key)),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        EncryptedVfs.Prepare(connection.Handle!);
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Subject" FROM "Drafts" ORDER BY 1""";
        using var reader = command.ExecuteReader();
        var subjects = new List<string>();
        while (reader.Read())
        {
            subjects.Add(reader.GetString(0));
        }

        return subjects;
    }

    /// <summary>Closes every program over the folder.</summary>
    public async Task CloseAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        _providers.Clear();
    }

    /// <summary>The files of the data folder as a killed program leaves them: with what lies beside the database, without locks.</summary>
    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => !file.EndsWith(".use", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
