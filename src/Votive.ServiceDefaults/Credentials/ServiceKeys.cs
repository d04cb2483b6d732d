using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Votive.Contracts;

namespace Votive.ServiceDefaults.Credentials;

/// <summary>The keys in force. They are read on first use, so that a faulty configuration is reported by the start-up checks and not before.</summary>
internal sealed class ServiceKeys(IOptions<ServiceCredentialOptions> options)
{
    private readonly Lazy<byte[][]> _hashes = new(() => [.. options.Value.Keys.Select(Hash)]);

    /// <summary>The key that this service sends; null when none is configured.</summary>
    public string? Outgoing => options.Value.Keys.FirstOrDefault();

    /// <summary>Whether the <see cref="WireHeaders.ServiceKey"/> field holds one valid key. The time taken tells nothing about the keys.</summary>
    public bool Accepts(StringValues field)
    {
        if (field is not [{ Length: > 0 } presented])
        {
            return false;
        }

        var hash = Hash(presented);
        var accepted = false;
        foreach (var valid in _hashes.Value)
        {
            accepted |= CryptographicOperations.FixedTimeEquals(hash, valid);
        }

        return accepted;
    }

    // Hashes have one length: FixedTimeEquals would otherwise answer at once for keys of another length.
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
