using System.Security.Cryptography;
using Votive.EncryptedSqlite;
using Votive.Storage;
using Votive.Storage.Maintenance;

namespace Votive.Host.Running;

/// <summary>A change of key that is written down in the data folder's secrets file, each step in one rename.</summary>
/// <param name="data">The data folder.</param>
/// <param name="wanted">The key to change to; null for a random one.</param>
internal sealed class SecretsKeyChange(DataDirectory data, string? wanted = null) : IKeyChange
{
    public byte[]? NextKey => data.ReadSecrets().TryGetValue(KeyRecovery.Next, out var next) ? DatabaseKey.Parse(next) : null;

    public byte[]? AskedKey => wanted is null ? null : DatabaseKey.Parse(wanted);

    public byte[] Announce()
    {
        var next = wanted ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptedVfs.KeySizeBytes));
        data.ChangeSecrets(new Dictionary<string, string?> { [KeyRecovery.Next] = next });
        return DatabaseKey.Parse(next);
    }

    public void Promote()
    {
        var secrets = data.ReadSecrets();
        data.ChangeSecrets(new Dictionary<string, string?>
        {
            [KeyRecovery.Current] = secrets[KeyRecovery.Next],
            [KeyRecovery.Previous] = KeyRecovery.Prepend(secrets[KeyRecovery.Current], secrets),
            [KeyRecovery.Next] = null,
        });
    }

    public void Withdraw() => data.ChangeSecrets(new Dictionary<string, string?> { [KeyRecovery.Next] = null });
}
