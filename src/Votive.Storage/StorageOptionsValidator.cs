using Microsoft.Extensions.Options;
using Votive.Storage.Databases.Postgres;

namespace Votive.Storage;

/// <summary>Names every variable that can't be used, never its value.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DatabaseKey))
        {
            // PostgreSQL has no file of ours to encrypt.
            if (!options.UsesPostgres)
            {
                faults.Add("DATABASE_KEY is not set: give 32 random bytes as base64 or as 64 hex digits.");
            }
        }
        else if (!DatabaseKey.TryParse(options.DatabaseKey, out _))
        {
            faults.Add("DATABASE_KEY is not 32 bytes written as base64 or as 64 hex digits.");
        }

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
}
