using System.Security.Cryptography;

namespace Votive.EncryptedSqlite.Cryptography;

/// <summary>The keys of one database file, derived from the master key and the file's salt by HKDF-SHA256 (RFC 5869).</summary>
internal sealed class DatabaseKeys : IDisposable
{
    /// <summary>Length in bytes of the salt that stands in clear at the start of the file.</summary>
    public const int SaltSize = 16;

    private const int KeySize = 32;
    private readonly byte[] _salt;

    private DatabaseKeys(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> keyMaterial)
    {
        _salt = salt.ToArray();
        Pages = new PageCipher(keyMaterial[..KeySize]);
        Blocks = new BlockCipher(keyMaterial[KeySize..]);
    }

    public ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Counts the nonces spent under these keys.</summary>
    public PageWriteCount Writes => field ??= PageWriteCount.Of(_salt);

    public PageCipher Pages { get; }

    public BlockCipher Blocks { get; }

    public static DatabaseKeys Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> salt)
    {
        Span<byte> keyMaterial = stackalloc byte[2 * KeySize];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, keyMaterial, salt, "votive-aes-gcm-v1"u8);
            return new DatabaseKeys(salt, keyMaterial);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyMaterial);
        }
    }

    /// <summary>Keys for a new database, under a new random salt.</summary>
    public static DatabaseKeys Create(ReadOnlySpan<byte> masterKey)
    {
        Span<byte> salt = stackalloc byte[SaltSize];
        RandomNumberGenerator.Fill(salt);
        return Derive(masterKey, salt);
    }

    public void Dispose()
    {
        Pages.Dispose();
        Blocks.Dispose();
    }
}
