using System.Security.Cryptography;
using Votive.Storage;
using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>The storage as the commands have it: the data folder's secrets, over which the environment wins, as for the services.</summary>
internal sealed class DatabaseServices : IDisposable
{
    private readonly ServiceProvider _services;

    private DatabaseServices(ServiceProvider services) => _services = services;

    /// <summary>Reads the settings; nothing is opened yet.</summary>
    /// <param name="data">The data folder, which may be missing.</param>
    /// <param name="needsFieldKeys">Whether the work seals or opens fields; all else is done without their keys, also where they are lost.</param>
    /// <param name="file">The file that the work opens; null for the database alone.</param>
    /// <exception cref="MaintenanceException">There is no key, or the database is another user's.</exception>
    /// <exception cref="FormatException">A line of the secrets file is not <c>NAME=value</c>.</exception>
    public static DatabaseServices Open(DataDirectory data, bool needsFieldKeys = false, string? file = null) =>
        Open(data, KeyRecovery.ReadSecrets(data, ProcessSettings.Read()), needsFieldKeys, file);

    /// <summary>The same with these secrets.</summary>
    /// <exception cref="MaintenanceException">There is no key, or the database is another user's.</exception>
    public static DatabaseServices Open(DataDirectory data, IReadOnlyDictionary<string, string> secrets, bool needsFieldKeys = false, string? file = null)
    {
        var environment = ProcessSettings.Read();
        var location = new DatabaseLocation(data, environment);
        FolderOwner.RequireOwn(data, location);
        if (!location.IsPostgres && !secrets.ContainsKey(KeyRecovery.Current) && !environment.ContainsKey(KeyRecovery.Current))
        {
            if (file is not null)
            {
                throw new MaintenanceException(
                    File.Exists(file) ? MaintenanceFault.Key : MaintenanceFault.NoFile,
                    File.Exists(file)
                        ? $"There is no DATABASE_KEY at hand to open '{file}': name the folder with the secrets.env of its time by --data, or set the variable."
                        : $"There is no file '{file}'.");
            }

            throw location.Exists
                ? new MaintenanceException(MaintenanceFault.Key, $"DATABASE_KEY is neither set nor in '{data.SecretsFile}': without it '{location.Path}' can't be opened.")
                : new MaintenanceException(
                    MaintenanceFault.NoDatabase,
                    $"There is no database at '{location.Path}' and no key in '{data.SecretsFile}'. `votive up` makes both; to restore a backup, put the secrets.env that belongs to it there first.");
        }

        return new DatabaseServices(Build(data, secrets, environment, needsFieldKeys));
    }

    /// <summary>An operation.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Closes the database.</summary>
    public void Dispose() => _services.Dispose();

    internal static ServiceProvider Build(
        DataDirectory data, IReadOnlyDictionary<string, string> secrets, IReadOnlyDictionary<string, string?> environment, bool needsFieldKeys)
    {
        string? standIn = null;
        var defaults = new Dictionary<string, string?> { ["DATABASE_URL"] = data.DatabaseFile };
        if (!needsFieldKeys)
        {
            // Stand in where there are none, so that the settings are whole; nothing is sealed or opened with them.
            defaults["FIELD_KEYS"] = standIn = $"none:{RandomNumberGenerator.GetHexString(64)}";
            defaults["INDEX_KEY"] = RandomNumberGenerator.GetHexString(64);
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(defaults)
            .AddInMemoryCollection(secrets.Select(secret => KeyValuePair.Create(secret.Key, (string?)secret.Value)))
            .AddInMemoryCollection(environment)
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = data.Path })
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddVotiveStorage()
            .AddVotiveMaintenance(hasFieldKeys: standIn is null || configuration["FIELD_KEYS"] != standIn)
            .BuildServiceProvider();

        // Made now, so that it closes idle connections at the end, also where no operation asked for it.
        services.GetRequiredService<VotiveDatabase>();
        return services;
    }
}
