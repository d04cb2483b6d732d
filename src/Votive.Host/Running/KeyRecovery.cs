using Votive.EncryptedSqlite;
using Votive.Storage;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>Sees to it that an interrupted change of the database's key locks nobody out: whichever of the two keys opens the database is used.</summary>
internal static class KeyRecovery
{
    /// <summary>Name of the key in force.</summary>
    public const string Current = "DATABASE_KEY";

    /// <summary>Name of the key that a change under way leads to.</summary>
    public const string Next = "DATABASE_KEY_NEXT";

    /// <summary>Name of the key before the last change.</summary>
    public const string Previous = "DATABASE_KEY_PREVIOUS";

    /// <summary>The secrets as they stand in the file, with the key that opens the database as the one in force. Changes nothing.</summary>
    /// <exception cref="FormatException">A line of the file is not <c>NAME=value</c>.</exception>
    public static Dictionary<string, string> ReadSecrets(DataDirectory data, IReadOnlyDictionary<string, string?> settings)
    {
        var secrets = data.ReadSecrets();
        if (secrets.TryGetValue(Next, out var next)
            && secrets.TryGetValue(Current, out var current)
            && !Opens(data, settings, current)
            && Opens(data, settings, next))
        {
            secrets[Current] = next;
            secrets[Previous] = Prepend(current, secrets);
        }

        secrets.Remove(Next);
        return secrets;
    }

    /// <summary>Finishes an interrupted change of key, or takes it back, before the services start. Does nothing where none was.</summary>
    /// <exception cref="MaintenanceException">The database is not whole under the new key.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static async Task RunAsync(DataDirectory data, IReadOnlyDictionary<string, string?> settings)
    {
        // Where the environment has the key, whoever sets it changes it.
        if (settings.ContainsKey(Current) || new DatabaseLocation(data, settings).IsPostgres || !data.ReadSecrets().ContainsKey(Current))
        {
            return;
        }

        await using var services = DatabaseServices.Build(data, data.ReadSecrets(), settings, needsFieldKeys: false);
        await services.GetRequiredService<DatabaseRekey>().RecoverAsync(new SecretsKeyChange(data));
    }

    /// <summary>The former keys when one more becomes former: the newest first, commas between them.</summary>
    public static string Prepend(string key, IReadOnlyDictionary<string, string> secrets) =>
        secrets.TryGetValue(Previous, out var older) && older.Length > 0 ? $"{key},{older}" : key;

    private static bool Opens(DataDirectory data, IReadOnlyDictionary<string, string?> settings, string key) =>
        DatabaseKey.TryParse(key, out var bytes)
        && EncryptedFile.Probe(new DatabaseLocation(data, settings).Path, bytes) == EncryptedFileState.Valid;
}
