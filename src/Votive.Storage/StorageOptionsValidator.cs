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
        var previousKey = ReadKey(faults, "DATABASE_KEY_PREVIOUS", options.PreviousDatabaseKey ?? "", isRequired: false);
        var fieldKeys = ReadFieldKeys(faults, options.FieldKeys);
        var indexKey = ReadKey(faults, "INDEX_KEY", options.IndexKey, isRequired: true);

        // Whoever learns one key must not have learned another with it. The two of the database serve one purpose, one after the other.
        foreach (var (name, other) in new[] { ("DATABASE_KEY", databaseKey), ("DATABASE_KEY_PREVIOUS", previousKey) })
        {
            if (Same(indexKey, other))
            {
                faults.Add($"INDEX_KEY is the same key as {name}; each needs its own.");
            }
        }

        foreach (var (name, other) in new[] { ("DATABASE_KEY", databaseKey), ("DATABASE_KEY_PREVIOUS", previousKey), ("INDEX_KEY", indexKey) })
        {
            if (fieldKeys.Any(key => Same(key.Key, other)))
            {
                faults.Add($"FIELD_KEYS has the same key as {name}; each needs its own.");
            }
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
