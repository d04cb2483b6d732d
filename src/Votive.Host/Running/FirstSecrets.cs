using Votive.Storage.Databases;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>The secrets of a first start. A key made anew over what another one has encrypted would lock its owner out, so that is refused.</summary>
internal static class FirstSecrets
{
    private const string FieldKeys = "FIELD_KEYS";
    private const string IndexKey = "INDEX_KEY";

    private static readonly string[] Names = [KeyRecovery.Current, FieldKeys, IndexKey, "SERVICE_API_KEY"];

    /// <summary>The secrets of the data folder; those that neither it nor the settings have are made and written there.</summary>
    /// <exception cref="MaintenanceException">A key is missing that an existing database may need.</exception>
    /// <exception cref="FormatException">A line of the secrets file is not <c>NAME=value</c>.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Field keys are missing, and the database can't be looked at.</exception>
    public static async Task<Dictionary<string, string>> ReadOrCreateAsync(
        DataDirectory data, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var secrets = data.ReadSecrets();
        var location = new DatabaseLocation(data, settings);
        string[] missing = [.. Names.Where(name =>
            !secrets.ContainsKey(name) && !settings.ContainsKey(name) && !(name == KeyRecovery.Current && location.IsPostgres))];
        if (missing.Length == 0)
        {
            return secrets;
        }

        if (missing.Contains(KeyRecovery.Current))
        {
            if (location.Exists || location.IsLost)
            {
                throw Lost(data, location, [KeyRecovery.Current]);
            }
        }
        else if (missing.Intersect([FieldKeys, IndexKey]).ToArray() is { Length: > 0 } fieldKeys
            && (location.IsLost || await MayHoldSealedFieldsAsync(data, secrets, settings, cancellationToken)))
        {
            throw Lost(data, location, fieldKeys);
        }

        data.AddNewSecrets(missing);
        return data.ReadSecrets();
    }

    private static async Task<bool> MayHoldSealedFieldsAsync(
        DataDirectory data, IReadOnlyDictionary<string, string> secrets, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        await using var services = DatabaseServices.Build(data, secrets, settings, needsFieldKeys: false);
        return await services.GetRequiredService<VotiveDatabase>().MayHoldSealedFieldsAsync(cancellationToken);
    }

    private static MaintenanceException Lost(DataDirectory data, DatabaseLocation location, string[] names) => new(
        MaintenanceFault.Key,
        $"{string.Join(" and ", names)}: neither set nor in '{data.SecretsFile}', but the database {(location.IsPostgres ? "on PostgreSQL" : $"'{location.Path}'")} "
        + "was made with them. Put the secrets.env that belongs to it back, or set the variables; new ones would not open what is there.");
}
