using Microsoft.Extensions.Options;
using Votive.Storage.Databases.Postgres;
using Votive.Storage.Fields;

namespace Votive.Storage;

/// <summary>Names every variable that can't be used, never its value.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        FindKeyFaults(faults, options);
        if (string.IsNullOrWhiteSpace(options.DatabaseUrl))
        {
            faults.Add("DATABASE_URL is empty: give the path of the SQLite file, or leave it out.");
        }
        else if (options.UsesPostgres)
        {
            if (PostgresConnectionText.TryParse(options.DatabaseUrl) is null)
            {
                faults.Add("DATABASE_URL is not of the form postgresql://user:password@host:port/database.");
            }
        }
        else if (options.DatabaseUrl.Contains("://", StringComparison.Ordinal) || options.DatabaseUrl.StartsWith(':'))
        {
            faults.Add("DATABASE_URL is neither the path of a SQLite file nor a postgresql:// URL.");
        }

        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            faults.Add("DATA_DIR is empty: give the path of a folder, or leave it out.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void FindKeyFaults(List<string> faults, StorageOptions options)
    {
        // PostgreSQL has no file of ours to encrypt.
        var databaseKey = ReadKey(faults, "DATABASE_KEY", options.DatabaseKey, isRequired: !options.UsesPostgres);
        var previousKeys = new List<byte[]>();
        foreach (var previous in options.PreviousDatabaseKeys)
        {
            if (DatabaseKey.TryParse(previous, out var key))
            {
                previousKeys.Add(key);
            }
        }

        if (previousKeys.Count < options.PreviousDatabaseKeys.Count)
        {
            faults.Add("DATABASE_KEY_PREVIOUS is not a list of keys of 32 bytes written as base64 or as 64 hex digits, with commas between them.");
        }

        var fieldKeys = ReadFieldKeys(faults, options.FieldKeys);
        var indexKey = ReadKey(faults, "INDEX_KEY", options.IndexKey, isRequired: true);

        // Whoever learns one key must not have learned another with it. The two of the database serve one purpose, one after the other.
        (string Name, byte[]? Key)[] ofTheDatabase = [("DATABASE_KEY", databaseKey), .. previousKeys.Select(key => ("DATABASE_KEY_PREVIOUS", (byte[]?)key))];
        foreach (var (name, _) in ofTheDatabase.Where(other => Same(indexKey, other.Key)))
        {
            faults.Add($"INDEX_KEY is the same key as {name}; each needs its own.");
        }

        foreach (var (name, _) in ofTheDatabase.Append((Name: "INDEX_KEY", Key: indexKey)).Where(other => fieldKeys.Any(key => Same(key.Key, other.Key))))
        {
            faults.Add($"FIELD_KEYS has the same key as {name}; each needs its own.");
        }
    }

    private static byte[]? ReadKey(List<string> faults, string name, string text, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (isRequired)
            {
                faults.Add($"{name} is not set: give 32 random bytes as base64 or as 64 hex digits.");
            }

            return null;
        }

        if (DatabaseKey.TryParse(text, out var key))
        {
            return key;
        }

        faults.Add($"{name} is not 32 bytes written as base64 or as 64 hex digits.");
        return null;
    }

    private static IReadOnlyList<FieldKey> ReadFieldKeys(List<string> faults, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add("FIELD_KEYS is not set: give id:key, the key being 32 random bytes as base64 or as 64 hex digits.");
            return [];
        }

        var keys = FieldKey.ParseAll(text, out var found);
        faults.AddRange(found.Select(fault => $"FIELD_KEYS can't be used: {fault}."));
        return keys;
    }

    private static bool Same(byte[]? one, byte[]? other) => one is not null && other is not null && one.AsSpan().SequenceEqual(other);
}
